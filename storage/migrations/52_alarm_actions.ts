import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** What alarms ask of the engine and has not been done: cases to start, cases to tell. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'alarm_actions', ({ key, long, integer, table }) => {
      key('id').primary()
      key('alarm_id').notNullable()
      key('type').notNullable()
      key('state').notNullable()
      integer('due_at_ms').notNullable()
      integer('attempts').notNullable()
      integer('created_at_ms').notNullable()
      integer('wanted_at_ms').notNullable()
      key('area_group').nullable()
      key('storm_group').nullable()
      long('error').nullable()
      key('lease_owner').nullable()
      integer('lease_until_ms').nullable()
      table.index(['state', 'due_at_ms', 'id'], 'alarm_actions_due')
      table.index(['area_group'], 'alarm_actions_by_area')
      table.index(['storm_group'], 'alarm_actions_by_storm')
    })
  }

  async down() {
    this.schema.dropTable('alarm_actions')
  }
}
