import { BaseSchema } from '@adonisjs/lucid/schema'

/** The archive's own tables follow the live ones: `storage/schema/sync_archive_tables.ts`. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('instances', (table) => {
      table.index(['ended_at_ms', 'id'], 'instances_by_end')
    })
  }

  async down() {
    this.schema.alterTable('instances', (table) => {
      table.dropIndex([], 'instances_by_end')
    })
  }
}
