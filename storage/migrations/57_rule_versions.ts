import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** What alarm rules said before, and who changed them. Written once, never changed. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'rule_versions', ({ key, integer, long, table }) => {
      key('rule_id').notNullable()
      integer('version').notNullable()
      long('rule').nullable()
      integer('at_ms').notNullable()
      key('changed_by').notNullable()
      table.primary(['rule_id', 'version'])
    })
  }

  async down() {
    this.schema.dropTable('rule_versions')
  }
}
