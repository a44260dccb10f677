import { BaseSchema } from '@adonisjs/lucid/schema'

/** When what a message said was erased; null = it is kept. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('inbound_messages', (table) => {
      table.bigInteger('erased_at_ms').nullable()
      table.index(['erased_at_ms', 'received_at_ms'], 'inbound_messages_kept')
    })
  }

  async down() {
    this.schema.alterTable('inbound_messages', (table) => {
      table.dropIndex(['erased_at_ms', 'received_at_ms'], 'inbound_messages_kept')
      table.dropColumn('erased_at_ms')
    })
  }
}
