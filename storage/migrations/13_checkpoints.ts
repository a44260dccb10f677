import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** SQLite cannot add a stored column to a table that is there; the index stores it anyway. */
const kept = (dialect: string): string => (dialect === 'mysql' ? 'stored' : 'virtual')

export default class extends BaseSchema {
  async up() {
    createTable(this, 'leases', ({ key, integer }) => {
      key('name').primary()
      key('owner').notNullable()
      integer('until_ms').notNullable()
    })
    createTable(this, 'checkpoints', ({ key, long, integer }) => {
      integer('number').primary()
      integer('at_ms').notNullable()
      key('kind').notNullable()
      key('previous_hash').notNullable()
      key('root').notNullable()
      integer('head_count').notNullable()
      integer('audit_seq').notNullable()
      key('audit_hash').notNullable()
      key('public_key').notNullable()
      key('hash').notNullable()
      key('signature').notNullable()
      long('heads').notNullable()
    })
    this.schema.alterTable('instances', (table) => {
      table.bigInteger('checkpointed_revision').notNullable().defaultTo(0)
    })
    this.schema.alterTable('instances', (table) => {
      // 1 while the head is in no checkpoint yet, else null: the index holds few rows, and the bus writes nothing more than before
      const changed = 'case when revision <> checkpointed_revision then 1 end'
      table.specificType('awaits_checkpoint', `integer generated always as (${changed}) ${kept(this.db.dialect.name)}`)
    })
    this.schema.alterTable('instances', (table) => {
      table.index(['awaits_checkpoint', 'id'], 'instances_by_checkpoint')
    })
  }

  async down() {
    this.schema.alterTable('instances', (table) => {
      table.dropIndex([], 'instances_by_checkpoint')
      table.dropColumns('awaits_checkpoint', 'checkpointed_revision')
    })
    for (const name of ['checkpoints', 'leases']) this.schema.dropTable(name)
  }
}
