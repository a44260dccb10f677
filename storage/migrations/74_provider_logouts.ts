import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** What an identity provider has signed out, and which sessions it had opened. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('sessions', (table) => {
      table.string('provider_account', 191).nullable()
      table.string('provider_session', 191).nullable()
      table.index(['provider_account'], 'sessions_by_provider_account')
      table.index(['provider_session'], 'sessions_by_provider_session')
    })
    createTable(this, 'provider_logouts', ({ key, integer, table }) => {
      key('id').primary()
      key('account').nullable()
      key('session').nullable()
      integer('issued_at_ms').notNullable()
      integer('received_at_ms').notNullable()
      table.index(['account'], 'provider_logouts_by_account')
      table.index(['session'], 'provider_logouts_by_session')
      table.index(['received_at_ms'], 'provider_logouts_by_age')
    })
  }

  async down() {
    this.schema.dropTable('provider_logouts')
    this.schema.alterTable('sessions', (table) => {
      table.dropIndex(['provider_account'], 'sessions_by_provider_account')
      table.dropIndex(['provider_session'], 'sessions_by_provider_session')
      table.dropColumns('provider_account', 'provider_session')
    })
  }
}
