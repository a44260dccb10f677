import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** What is to be told to systems outside, and what became of it. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'deliveries', ({ key, text, long, integer, table }) => {
      key('id').primary()
      key('target').notNullable()
      key('order_key').notNullable()
      integer('seq').notNullable()
      integer('edition').notNullable()
      key('kind').notNullable()
      integer('schema_version').notNullable()
      key('mapping_version').notNullable()
      key('case_key').notNullable()
      key('number').notNullable()
      key('business').nullable()
      long('fact').notNullable()
      long('message').nullable()
      key('status').notNullable()
      integer('attempts').notNullable()
      integer('next_attempt_at_ms').notNullable()
      key('lease_owner').nullable()
      integer('lease_until_ms').nullable()
      integer('fence').notNullable()
      key('code').nullable()
      text('reason').nullable()
      key('upper_id').nullable()
      long('receipt').nullable()
      long('history').nullable()
      integer('created_at_ms').notNullable()
      integer('sent_at_ms').nullable()
      integer('settled_at_ms').nullable()
      table.unique(['target', 'order_key', 'seq', 'edition'], { indexName: 'deliveries_in_order' })
      table.index(['target', 'status', 'next_attempt_at_ms', 'id'], 'deliveries_by_due')
      table.index(['target', 'order_key', 'seq', 'status'], 'deliveries_by_order')
      table.index(['target', 'sent_at_ms'], 'deliveries_by_day')
      table.index(['target', 'upper_id'], 'deliveries_by_upper_id')
      table.index(['case_key'], 'deliveries_by_case')
      table.index(['number'], 'deliveries_by_number')
      table.index(['created_at_ms', 'id'], 'deliveries_by_age')
      table.index(['target', 'created_at_ms', 'id'], 'deliveries_by_target_age')
    })
  }

  async down() {
    this.schema.dropTable('deliveries')
  }
}
