import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

export default class extends BaseSchema {
  async up() {
    createTable(this, 'packages', ({ key, text, long, integer, table }) => {
      key('id').primary()
      key('key').notNullable()
      integer('version').notNullable()
      text('name').notNullable()
      key('checksum').notNullable()
      key('origin').notNullable()
      key('published_by').nullable()
      integer('published_at_ms').notNullable()
      long('note').nullable()
      integer('is_default').notNullable()
      table.unique(['key', 'version'], { indexName: 'packages_by_version' })
    })
    createTable(this, 'package_resources', ({ key, long, table }) => {
      key('package_id').notNullable()
      key('name').notNullable()
      long('content').notNullable()
      key('encoding').notNullable()
      table.primary(['package_id', 'name'])
    })
    createTable(this, 'package_drafts', ({ key, long, integer }) => {
      key('key').primary()
      key('user_id').notNullable()
      long('resources').notNullable()
      integer('updated_at_ms').notNullable()
    })
    createTable(this, 'definitions', ({ key, text, integer, table }) => {
      key('id').primary()
      key('key').notNullable()
      integer('version').notNullable()
      text('name').notNullable()
      key('package_id').notNullable()
      key('resource').notNullable()
      table.unique(['key', 'version'], { indexName: 'definitions_by_version' })
    })
  }

  async down() {
    for (const name of ['definitions', 'package_drafts', 'package_resources', 'packages']) this.schema.dropTable(name)
  }
}
