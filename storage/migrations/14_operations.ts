import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('instances', (table) => {
      table.index(['definition_id', 'status'], 'instances_by_version')
    })
  }

  async down() {
    this.schema.alterTable('instances', (table) => {
      table.dropIndex([], 'instances_by_version')
    })
  }
}
