import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable, LAST_INSTANT } from '#storage/schema/columns'

const tasks = (migration: BaseSchema): void =>
  createTable(migration, 'tasks', ({ key, text, long, integer, table }) => {
    key('id').primary()
    key('instance_id').notNullable()
    key('definition_id').notNullable()
    key('definition_key').notNullable()
    key('package_id').notNullable()
    text('element_id').notNullable()
    key('element_instance_id').notNullable()
    text('name').notNullable()
    key('state').notNullable()
    key('assignee').nullable()
    long('candidates').notNullable()
    text('form_key').nullable()
    long('outcomes').notNullable()
    integer('priority').notNullable()
    integer('created_at_ms').notNullable()
    integer('due_at_ms').nullable()
    integer('amber_at_ms').nullable()
    integer('revision').notNullable()
    integer('completed_at_ms').nullable()
    key('completed_by').nullable()
    text('outcome').nullable()
    long('opinion').nullable()
    text('title').nullable()
    key('number').nullable()
    text('applicant').nullable()
    text('business_key').nullable()
    key('starter').nullable()
    table.specificType('due_sort_ms', `bigint generated always as (coalesce(due_at_ms, ${LAST_INSTANT})) stored`)
    table.index(['instance_id', 'created_at_ms'], 'tasks_by_instance')
    table.index(['assignee', 'state', 'due_sort_ms', 'id'], 'tasks_todo_by_due')
    table.index(['completed_by', 'completed_at_ms', 'id'], 'tasks_done')
  })

const taskCandidates = (migration: BaseSchema): void =>
  createTable(migration, 'task_candidates', ({ key, integer, table }) => {
    key('principal').notNullable()
    key('task_id').notNullable()
    integer('due_at_ms').nullable()
    integer('created_at_ms').notNullable()
    integer('priority').notNullable()
    table.specificType('due_sort_ms', `bigint generated always as (coalesce(due_at_ms, ${LAST_INSTANT})) stored`)
    table.primary(['task_id', 'principal'])
    table.index(['principal', 'due_sort_ms', 'task_id'], 'candidates_by_due')
    table.index(['principal', 'created_at_ms', 'task_id'], 'candidates_by_creation')
  })

export default class extends BaseSchema {
  async up() {
    tasks(this)
    taskCandidates(this)
  }

  async down() {
    for (const name of ['task_candidates', 'tasks']) this.schema.dropTable(name)
  }
}
