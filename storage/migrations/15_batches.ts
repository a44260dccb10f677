import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

export default class extends BaseSchema {
  async up() {
    createTable(this, 'batches', ({ key, long, integer, table }) => {
      key('id').primary()
      key('kind').notNullable()
      long('input').notNullable()
      key('created_by').notNullable()
      integer('created_at_ms').notNullable()
      integer('total').notNullable()
      integer('finished_at_ms').nullable()
      table.index(['created_at_ms', 'id'])
    })
    createTable(this, 'batch_items', ({ key, text, integer, table }) => {
      key('batch_id').notNullable()
      integer('position').notNullable()
      key('instance_id').notNullable()
      key('state').notNullable()
      text('message').nullable()
      integer('finished_at_ms').nullable()
      table.primary(['batch_id', 'position'])
      table.index(['state', 'batch_id', 'position'])
    })
  }

  async down() {
    this.schema.dropTable('batch_items')
    this.schema.dropTable('batches')
  }
}
