import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Timer start events of the versions in force, each with the instant it starts an instance next. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'start_timers', ({ key, text, integer, table }) => {
      key('id').primary()
      key('package_key').notNullable()
      key('definition_id').notNullable()
      key('element_id').notNullable()
      integer('part').nullable()
      key('timer_kind').notNullable()
      text('timer_body').notNullable()
      integer('due_at_ms').notNullable()
      integer('repetitions_left').nullable()
      table.index(['due_at_ms', 'id'], 'start_timers_by_due')
      table.index(['package_key'], 'start_timers_by_package')
    })
  }

  async down() {
    this.schema.dropTable('start_timers')
  }
}
