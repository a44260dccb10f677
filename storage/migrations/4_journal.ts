import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

export default class extends BaseSchema {
  async up() {
    createTable(this, 'journal', ({ key, long, integer, table }) => {
      key('instance_id').notNullable()
      integer('seq').notNullable()
      integer('at_ms').notNullable()
      long('actor').notNullable()
      long('command').notNullable()
      long('events').notNullable()
      key('prev_hash').notNullable()
      key('hash').notNullable()
      table.primary(['instance_id', 'seq'])
    })
    createTable(this, 'journal_values', ({ key, long, integer, table }) => {
      key('instance_id').notNullable()
      integer('seq').notNullable()
      integer('position').notNullable()
      key('salt').notNullable()
      long('value').notNullable()
      table.primary(['instance_id', 'seq', 'position'])
    })
  }

  async down() {
    for (const name of ['journal_values', 'journal']) this.schema.dropTable(name)
  }
}
