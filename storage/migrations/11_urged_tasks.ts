import { BaseSchema } from '@adonisjs/lucid/schema'

/** When a task was urged last (催办), so that the inbox can show it. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('tasks', (table) => {
      table.bigInteger('urged_at_ms').nullable()
    })
  }

  async down() {
    this.schema.alterTable('tasks', (table) => table.dropColumn('urged_at_ms'))
  }
}
