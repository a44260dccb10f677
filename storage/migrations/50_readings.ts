import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** What devices have sent, and what is remembered of each between two messages. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'readings', ({ key, long, integer, table }) => {
      key('device').notNullable()
      key('message_key').notNullable()
      integer('at_ms').notNullable()
      integer('received_at_ms').notNullable()
      long('values').notNullable()
      long('alarm').nullable()
      integer('drill').notNullable()
      integer('skewed').notNullable()
      integer('late').notNullable()
      long('raw').notNullable()
      table.primary(['device', 'message_key'])
      table.index(['device', 'at_ms', 'message_key'], 'readings_by_device')
      table.index(['received_at_ms'], 'readings_by_receipt')
    })
    createTable(this, 'device_states', ({ key, long, integer, table }) => {
      key('id').primary()
      long('state').notNullable()
      integer('heard_at_ms').notNullable()
      integer('due_at_ms').nullable()
      table.index(['due_at_ms'], 'device_states_due')
    })
  }

  async down() {
    this.schema.dropTable('device_states')
    this.schema.dropTable('readings')
  }
}
