import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Rules and groupings as they were saved; silences with who answers for them. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'alarm_rules', ({ key, long, table }) => {
      key('kind').notNullable()
      key('id').notNullable()
      long('row').notNullable()
      table.primary(['kind', 'id'])
    })
    createTable(this, 'silences', ({ key, long, integer, table }) => {
      key('id').primary()
      key('owner').notNullable()
      integer('created_at_ms').notNullable()
      integer('ends_at_ms').notNullable()
      long('row').notNullable()
      table.index(['ends_at_ms'], 'silences_by_end')
      table.index(['created_at_ms', 'id'], 'silences_by_time')
    })
  }

  async down() {
    this.schema.dropTable('silences')
    this.schema.dropTable('alarm_rules')
  }
}
