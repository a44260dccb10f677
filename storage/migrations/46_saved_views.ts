import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Named views of the inbox, one's own or shared with the department. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'saved_views', ({ key, text, integer, table }) => {
      key('id').primary()
      key('owner_id').notNullable()
      key('department_id').nullable()
      key('name').notNullable()
      text('query').notNullable()
      integer('created_at_ms').notNullable()
      table.unique(['owner_id', 'name'], { indexName: 'saved_views_by_owner' })
      table.index(['department_id'], 'saved_views_by_department')
    })
  }

  async down() {
    this.schema.dropTable('saved_views')
  }
}
