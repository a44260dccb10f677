import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** What people without an account are filling in. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'public_filings', ({ key, long, integer, table }) => {
      key('id').primary()
      key('definition_key').notNullable()
      key('resume_hash').nullable()
      long('values').notNullable()
      long('uploads').notNullable()
      integer('upload_bytes').notNullable()
      integer('attempt').notNullable()
      integer('consent_at_ms').notNullable()
      integer('updated_at_ms').notNullable()
      integer('expires_at_ms').notNullable()
      key('instance_id').nullable()
      table.unique(['resume_hash'], { indexName: 'filings_by_resume_code' })
      table.index(['expires_at_ms'], 'filings_by_expiry')
    })
  }

  async down() {
    this.schema.dropTable('public_filings')
  }
}
