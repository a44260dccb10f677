import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** How far the sensor lines that read by key have read. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'line_cursors', ({ key, long, integer }) => {
      key('line').primary()
      long('position').notNullable()
      integer('saved_at_ms').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('line_cursors')
  }
}
