import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Systems that call with a signature, and the nonces they have used. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'api_clients', ({ key, text, long, integer }) => {
      key('id').primary()
      text('name').notNullable()
      long('channels').notNullable()
      long('algorithms').notNullable()
      text('material_url').nullable()
      long('keys').notNullable()
      integer('active').notNullable()
      key('created_by').nullable()
      integer('created_at_ms').notNullable()
      integer('keys_at_ms').notNullable()
    })
    createTable(this, 'api_nonces', ({ key, integer, table }) => {
      key('id').primary()
      integer('until_ms').notNullable()
      table.index(['until_ms'], 'api_nonces_by_end')
    })
  }

  async down() {
    this.schema.dropTable('api_nonces')
    this.schema.dropTable('api_clients')
  }
}
