import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

const organisationRecords = (migration: BaseSchema): void =>
  createTable(migration, 'organisation_records', ({ key, long, table }) => {
    key('kind').notNullable()
    key('id').notNullable()
    long('row').notNullable()
    table.primary(['kind', 'id'])
  })

const calendarYears = (migration: BaseSchema): void =>
  createTable(migration, 'calendar_years', ({ long, integer }) => {
    integer('year').primary()
    long('row').notNullable()
  })

const revisions = (migration: BaseSchema): void =>
  createTable(migration, 'revisions', ({ key, integer }) => {
    key('name').primary()
    integer('revision').notNullable()
  })

const credentials = (migration: BaseSchema): void =>
  createTable(migration, 'credentials', ({ key, text, integer }) => {
    key('user_id').primary()
    text('password_hash').notNullable()
    integer('changed_at_ms').notNullable()
    integer('must_change').notNullable()
  })

const sessions = (migration: BaseSchema): void =>
  createTable(migration, 'sessions', ({ key, long, integer, table }) => {
    key('id').primary()
    key('user_id').notNullable()
    key('kind').notNullable()
    long('values').notNullable()
    integer('created_at_ms').notNullable()
    integer('last_seen_at_ms').notNullable()
    integer('expires_at_ms').notNullable()
    table.index(['user_id'], 'sessions_by_user')
    table.index(['expires_at_ms'], 'sessions_by_expiry')
  })

const failureCounters = (migration: BaseSchema): void =>
  createTable(migration, 'failure_counters', ({ key, integer }) => {
    key('key').primary()
    integer('count').notNullable()
    integer('first_at_ms').notNullable()
    integer('locked_until_ms').nullable()
  })

const securityAudit = (migration: BaseSchema): void =>
  createTable(migration, 'security_audit', ({ key, text, long, integer, table }) => {
    integer('seq').primary()
    integer('at_ms').notNullable()
    key('actor').nullable()
    key('action').notNullable()
    text('target').nullable()
    key('address').nullable()
    long('detail').notNullable()
    key('prev_hash').notNullable()
    key('hash').notNullable()
    table.index(['actor', 'seq'], 'audit_by_actor')
    table.index(['action', 'seq'], 'audit_by_action')
  })

const storedAnswers = (migration: BaseSchema): void =>
  createTable(migration, 'stored_answers', ({ key, long, integer, table }) => {
    key('id').primary()
    key('body_hash').notNullable()
    integer('status').nullable()
    long('body').nullable()
    integer('created_at_ms').notNullable()
    table.index(['created_at_ms'], 'stored_answers_by_age')
  })

const settings = (migration: BaseSchema): void =>
  createTable(migration, 'settings', ({ key, long }) => {
    key('name').primary()
    long('value').notNullable()
  })

export default class extends BaseSchema {
  async up() {
    organisationRecords(this)
    calendarYears(this)
    revisions(this)
    credentials(this)
    sessions(this)
    failureCounters(this)
    securityAudit(this)
    storedAnswers(this)
    settings(this)
  }

  async down() {
    const names = [
      'settings', 'stored_answers', 'security_audit', 'failure_counters', 'sessions', 'credentials', 'revisions', 'calendar_years',
      'organisation_records',
    ]
    for (const name of names) this.schema.dropTable(name)
  }
}
