import { BaseSchema } from '@adonisjs/lucid/schema'

/** Indexes of columns that are null in every row of running work; each is only ever asked for a value. */
const MOSTLY_NULL: readonly { name: string; table: string; columns: string; present: string }[] = [
  { name: 'instances_by_end', table: 'instances', columns: 'ended_at_ms, id', present: 'ended_at_ms' },
  { name: 'tasks_done', table: 'tasks', columns: 'completed_by, completed_at_ms, id', present: 'completed_by' },
  { name: 'tasks_todo_by_due', table: 'tasks', columns: 'assignee, state, due_sort_ms, id', present: 'assignee' },
]

/** SQLite leaves out the rows that have nothing to find; MySQL knows no such index. */
export default class extends BaseSchema {
  async up() {
    if (this.db.dialect.name === 'mysql') return
    for (const { name, table, columns, present } of MOSTLY_NULL) {
      this.schema.raw(`drop index ${name}`)
      this.schema.raw(`create index ${name} on ${table} (${columns}) where ${present} is not null`)
    }
  }

  async down() {
    if (this.db.dialect.name === 'mysql') return
    for (const { name, table, columns } of MOSTLY_NULL) {
      this.schema.raw(`drop index ${name}`)
      this.schema.raw(`create index ${name} on ${table} (${columns})`)
    }
  }
}
