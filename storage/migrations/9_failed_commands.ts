import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

export default class extends BaseSchema {
  async up() {
    createTable(this, 'failed_commands', ({ key, long, integer, table }) => {
      key('source_instance_id').notNullable()
      integer('source_seq').notNullable()
      integer('position').notNullable()
      integer('attempts').notNullable()
      integer('retry_at_ms').nullable()
      long('error').notNullable()
      table.primary(['source_instance_id', 'source_seq', 'position'])
    })
  }

  async down() {
    this.schema.dropTable('failed_commands')
  }
}
