import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Register of sensors, and of the platforms that speak for all devices of their source. Kept in memory by every node, which reads on from the revision it has. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'devices', ({ key, text, integer, table }) => {
      key('id').primary()
      key('source').notNullable()
      key('device_id').notNullable()
      key('kind').notNullable()
      text('name').notNullable()
      text('address').notNullable()
      key('town').notNullable()
      key('grid').nullable()
      integer('longitude_e6').nullable()
      integer('latitude_e6').nullable()
      key('owner').notNullable()
      key('parent').nullable()
      key('area').nullable()
      integer('offline_after_ms').nullable()
      integer('enabled').notNullable()
      integer('drill').notNullable()
      key('secret_hash').nullable()
      integer('secret_at_ms').nullable()
      integer('changed_at_ms').notNullable()
      key('changed_by').notNullable()
      integer('revision').notNullable()
      table.index(['revision'], 'devices_by_revision')
      table.index(['kind', 'id'], 'devices_by_kind')
      table.index(['owner', 'id'], 'devices_by_owner')
    })
    createTable(this, 'device_platforms', ({ key, text, integer, table }) => {
      key('source').primary()
      text('name').notNullable()
      key('owner').notNullable()
      integer('enabled').notNullable()
      key('secret_hash').nullable()
      integer('secret_at_ms').nullable()
      integer('changed_at_ms').notNullable()
      key('changed_by').notNullable()
      integer('revision').notNullable()
      table.index(['revision'], 'device_platforms_by_revision')
    })
  }

  async down() {
    this.schema.dropTable('device_platforms')
    this.schema.dropTable('devices')
  }
}
