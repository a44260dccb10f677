import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** What workers outside need: order and last failure of jobs, indexes that pass by what is not theirs, and their own accounts. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('jobs', (table) => {
      table.bigInteger('priority').notNullable().defaultTo(0)
      table.string('element_instance_id', 191).nullable()
      table.text('error_message', 'longtext').nullable()
      table.text('error_details', 'longtext').nullable()
      table.dropIndex(['state', 'due_at_ms', 'id'], 'jobs_by_due')
      table.index(['kind', 'state', 'due_at_ms', 'id'], 'jobs_by_kind')
    })
    this.schema.raw('create index jobs_by_topic on jobs (kind, topic, state, priority desc, due_at_ms, id)')
    createTable(this, 'workers', ({ key, text, long, integer }) => {
      key('id').primary()
      text('name').notNullable()
      long('topics').notNullable()
      key('secret_hash').notNullable()
      integer('active').notNullable()
      key('created_by').nullable()
      integer('created_at_ms').notNullable()
      integer('secret_at_ms').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('workers')
    this.schema.alterTable('jobs', (table) => {
      table.dropIndex([], 'jobs_by_topic')
      table.dropIndex([], 'jobs_by_kind')
      table.index(['state', 'due_at_ms', 'id'], 'jobs_by_due')
      table.dropColumns('priority', 'element_instance_id', 'error_message', 'error_details')
    })
  }
}
