import { BaseSchema } from '@adonisjs/lucid/schema'

/** The index of the list holds what open alarms are counted by as well: in a storm there are very many. */
export default class extends BaseSchema {
  async up() {
    this.#index(['is_open', 'raised_at_ms', 'id', 'severity', 'owner'])
  }

  async down() {
    this.#index(['is_open', 'raised_at_ms', 'id'])
  }

  #index(columns: string[]): void {
    this.schema.alterTable('alarms', (table) => {
      table.dropIndex([], 'alarms_by_time')
      table.index(columns, 'alarms_by_time')
    })
  }
}
