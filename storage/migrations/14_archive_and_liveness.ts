import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** The archive's own tables follow the live ones: `storage/schema/sync_archive_tables.ts`. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('instances', (table) => {
      table.index(['ended_at_ms', 'id'], 'instances_by_end')
    })
    createTable(this, 'liveness_runs', ({ integer }) => {
      integer('started_at_ms').primary()
      integer('ended_at_ms').notNullable()
      integer('instances').notNullable()
      integer('finding_count').notNullable()
    })
    createTable(this, 'liveness_findings', ({ key, text, integer }) => {
      integer('position').primary()
      key('instance_id').notNullable()
      key('code').notNullable()
      text('detail').notNullable()
    })
  }

  async down() {
    for (const name of ['liveness_findings', 'liveness_runs']) this.schema.dropTable(name)
    this.schema.alterTable('instances', (table) => {
      table.dropIndex([], 'instances_by_end')
    })
  }
}
