import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Triggers of start events that need several, held until all have come; a row without trigger is the one that nodes lock. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'start_triggers', ({ key, long, integer, table }) => {
      key('id').primary()
      key('place').notNullable()
      key('trigger_name').notNullable()
      key('correlation_key').nullable()
      key('business_key').nullable()
      key('starter').nullable()
      long('variables').notNullable()
      integer('arrived_at_ms').notNullable()
      table.index(['place', 'trigger_name', 'arrived_at_ms', 'id'], 'start_triggers_by_place')
    })
  }

  async down() {
    this.schema.dropTable('start_triggers')
  }
}
