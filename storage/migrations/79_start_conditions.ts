import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Conditions of start events that hold now: none of them starts anything again before it has turned false. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'start_conditions', ({ key, long, integer }) => {
      key('id').primary()
      long('condition_text').notNullable()
      integer('since_ms').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('start_conditions')
  }
}
