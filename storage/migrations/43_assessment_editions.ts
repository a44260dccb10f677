import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Closed months of 考核: an edition is written once and never changed. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'assessment_editions', ({ key, text, integer, long, table }) => {
      key('month').notNullable()
      integer('edition').notNullable()
      integer('closed_at_ms').notNullable()
      key('closed_by').notNullable()
      text('reason').nullable()
      key('sha256').notNullable()
      long('sheet').notNullable()
      table.primary(['month', 'edition'])
    })
  }

  async down() {
    this.schema.dropTable('assessment_editions')
  }
}
