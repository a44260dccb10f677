import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

export default class extends BaseSchema {
  async up() {
    createTable(this, 'organisation_records', ({ key, long, table }) => {
      key('kind').notNullable()
      key('id').notNullable()
      long('row').notNullable()
      table.primary(['kind', 'id'])
    })
    createTable(this, 'calendar_years', ({ long, integer }) => {
      integer('year').primary()
      long('row').notNullable()
    })
    createTable(this, 'revisions', ({ key, integer }) => {
      key('name').primary()
      integer('revision').notNullable()
    })
    createTable(this, 'credentials', ({ key, text, integer }) => {
      key('user_id').primary()
      text('password_hash').notNullable()
      integer('changed_at_ms').notNullable()
      integer('must_change').notNullable()
    })
    createTable(this, 'sessions', ({ key, long, integer, table }) => {
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
    createTable(this, 'failure_counters', ({ key, integer }) => {
      key('key').primary()
      integer('count').notNullable()
      integer('first_at_ms').notNullable()
      integer('locked_until_ms').nullable()
    })
    createTable(this, 'security_audit', ({ key, text, long, integer, table }) => {
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
    createTable(this, 'stored_answers', ({ key, long, integer, table }) => {
      key('id').primary()
      key('body_hash').notNullable()
      integer('status').nullable()
      long('body').nullable()
      integer('created_at_ms').notNullable()
      table.index(['created_at_ms'], 'stored_answers_by_age')
    })
    createTable(this, 'settings', ({ key, long }) => {
      key('name').primary()
      long('value').notNullable()
    })
  }

  async down() {
    const names = [
      'settings', 'stored_answers', 'security_audit', 'failure_counters', 'sessions', 'credentials', 'revisions', 'calendar_years',
      'organisation_records',
    ]
    for (const name of names) this.schema.dropTable(name)
  }
}
