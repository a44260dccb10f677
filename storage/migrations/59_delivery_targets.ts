import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Systems above: every version of their settings, secrets sealed; and how each is doing. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'delivery_targets', ({ key, text, long, integer, table }) => {
      key('id').notNullable()
      integer('version').notNullable()
      long('settings').notNullable()
      long('secret').nullable()
      long('body_key').nullable()
      key('changed_by').notNullable()
      integer('changed_at_ms').notNullable()
      text('note').notNullable()
      table.primary(['id', 'version'])
    })
    createTable(this, 'delivery_circuits', ({ key, text, integer }) => {
      key('target').primary()
      key('state').notNullable()
      integer('failures').notNullable()
      integer('retry_at_ms').nullable()
      text('last_error').nullable()
      integer('last_success_at_ms').nullable()
    })
  }

  async down() {
    this.schema.dropTable('delivery_circuits')
    this.schema.dropTable('delivery_targets')
  }
}
