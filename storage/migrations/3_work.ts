import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

const dueItems = (migration: BaseSchema): void =>
  createTable(migration, 'due_items', ({ key, integer, table }) => {
    key('id').primary()
    key('instance_id').notNullable()
    key('kind').notNullable()
    key('ref').notNullable()
    integer('due_at_ms').nullable()
    integer('amber_at_ms').nullable()
    integer('red_at_ms').nullable()
    key('claimed_by').nullable()
    integer('claimed_until_ms').nullable()
    table.index(['kind', 'due_at_ms', 'id'], 'due_items_by_due')
    table.index(['instance_id'], 'due_items_by_instance')
  })

const subscriptions = (migration: BaseSchema): void =>
  createTable(migration, 'subscriptions', ({ key, text, table }) => {
    key('id').primary()
    key('instance_id').notNullable()
    text('element_id').notNullable()
    key('name').notNullable()
    key('correlation_key').nullable()
    key('business_key').nullable()
    table.index(['name', 'correlation_key'], 'subscriptions_by_name')
    table.index(['instance_id'], 'subscriptions_by_instance')
  })

const jobs = (migration: BaseSchema): void =>
  createTable(migration, 'jobs', ({ key, text, long, integer, table }) => {
    key('id').primary()
    key('instance_id').notNullable()
    text('element_id').nullable()
    key('kind').notNullable()
    key('topic').notNullable()
    long('input').notNullable()
    integer('retries_left').notNullable()
    text('retry_cycle').nullable()
    integer('due_at_ms').notNullable()
    key('lease_owner').nullable()
    integer('lease_until_ms').nullable()
    integer('fence').notNullable()
    key('state').notNullable()
    integer('created_at_ms').notNullable()
    table.index(['state', 'due_at_ms', 'id'], 'jobs_by_due')
    table.index(['instance_id'], 'jobs_by_instance')
  })

const incidents = (migration: BaseSchema): void =>
  createTable(migration, 'incidents', ({ key, text, long, integer, table }) => {
    key('id').primary()
    key('instance_id').notNullable()
    key('definition_key').notNullable()
    text('element_id').nullable()
    key('job_id').nullable()
    key('code').notNullable()
    long('message').notNullable()
    integer('raised_at_ms').notNullable()
    integer('resolved_at_ms').nullable()
    table.index(['raised_at_ms', 'id'], 'incidents_by_time')
    table.index(['instance_id'], 'incidents_by_instance')
  })

const instanceCommands = (migration: BaseSchema): void =>
  createTable(migration, 'instance_commands', ({ key, long, integer, table }) => {
    key('source_instance_id').notNullable()
    integer('source_seq').notNullable()
    integer('position').notNullable()
    key('instance_id').nullable()
    long('command').notNullable()
    integer('created_at_ms').notNullable()
    table.primary(['source_instance_id', 'source_seq', 'position'])
    table.index(['created_at_ms'], 'instance_commands_by_age')
  })

const idempotency = (migration: BaseSchema): void =>
  createTable(migration, 'idempotency', ({ key, long, integer, table }) => {
    key('id').primary()
    key('body_hash').notNullable()
    long('answer').notNullable()
    integer('created_at_ms').notNullable()
    table.index(['created_at_ms'], 'idempotency_by_age')
  })

export default class extends BaseSchema {
  async up() {
    dueItems(this)
    subscriptions(this)
    jobs(this)
    incidents(this)
    instanceCommands(this)
    idempotency(this)
  }

  async down() {
    for (const name of ['idempotency', 'instance_commands', 'incidents', 'jobs', 'subscriptions', 'due_items']) this.schema.dropTable(name)
  }
}
