import { BaseSchema } from '@adonisjs/lucid/schema'

const COLUMNS = 'status, started_at_ms, id'

/** What is suspended or about to be archived, among a million that run. Who runs is not in it on SQLite; MySQL knows no such index. */
export default class extends BaseSchema {
  async up() {
    const present = this.db.dialect.name === 'mysql' ? '' : ` where status <> 'active'`
    this.schema.raw(`create index instances_by_status on instances (${COLUMNS})${present}`)
  }

  async down() {
    this.schema.alterTable('instances', (table) => table.dropIndex([], 'instances_by_status'))
  }
}
