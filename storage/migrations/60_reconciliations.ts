import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** 对账: what a target had of a day, compared with ours. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'reconciliations', ({ key, long, integer, table }) => {
      key('target').notNullable()
      key('date').notNullable()
      integer('taken_at_ms').notNullable()
      key('by').notNullable()
      long('counts').notNullable()
      long('differences').notNullable()
      table.primary(['target', 'date'])
      table.index(['date', 'target'], 'reconciliations_by_date')
    })
  }

  async down() {
    this.schema.dropTable('reconciliations')
  }
}
