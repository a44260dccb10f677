import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Which account of the county's identity provider is which person: one each. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'identity_links', ({ key, text, integer, table }) => {
      key('id').primary()
      text('issuer').notNullable()
      key('subject').notNullable()
      key('user_id').notNullable()
      integer('linked_at_ms').notNullable()
      table.unique(['user_id'], { indexName: 'identity_links_by_user' })
    })
  }

  async down() {
    this.schema.dropTable('identity_links')
  }
}
