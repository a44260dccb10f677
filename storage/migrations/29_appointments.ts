import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Seats of the window by half day. A cancelled one keeps its row, without seat and holder. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'appointments', ({ key, text, integer, table }) => {
      key('id').primary()
      key('day').notNullable()
      key('half').notNullable()
      integer('seat').nullable()
      key('service').notNullable()
      text('name').notNullable()
      key('phone').notNullable()
      key('holder').nullable()
      key('code_hash').notNullable()
      integer('created_at_ms').notNullable()
      integer('cancelled_at_ms').nullable()
      table.unique(['day', 'half', 'seat'], { indexName: 'appointments_by_seat' })
      table.unique(['holder'], { indexName: 'appointments_by_holder' })
      table.unique(['code_hash'], { indexName: 'appointments_by_code' })
    })
  }

  async down() {
    this.schema.dropTable('appointments')
  }
}
