import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** What sensor lines refused, counted by hour, line, device and reason. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'refused_reports', ({ key, text, integer, table }) => {
      // digest of hour, line, source, device and code: together they are too long for a key
      key('id').primary()
      integer('hour_ms').notNullable()
      key('line').notNullable()
      key('source').notNullable()
      key('device_id').notNullable()
      key('code').notNullable()
      text('message').notNullable()
      integer('count').notNullable()
      integer('last_at_ms').notNullable()
      integer('bytes').notNullable()
      key('digest').notNullable()
      table.index(['last_at_ms', 'id'], 'refused_reports_by_time')
      table.index(['source', 'device_id', 'last_at_ms'], 'refused_reports_by_device')
    })
  }

  async down() {
    this.schema.dropTable('refused_reports')
  }
}
