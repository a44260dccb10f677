import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

export default class extends BaseSchema {
  async up() {
    createTable(this, 'drafts', ({ key, text, long, integer, table }) => {
      key('id').primary()
      key('user_id').notNullable()
      key('definition_key').notNullable()
      key('task_id').nullable()
      key('instance_id').nullable()
      text('title').nullable()
      long('values').notNullable()
      integer('created_at_ms').notNullable()
      integer('updated_at_ms').notNullable()
      table.index(['user_id', 'updated_at_ms', 'id'], 'drafts_by_user')
      table.index(['task_id'], 'drafts_by_task')
    })
    createTable(this, 'attachments', ({ key, text, integer, table }) => {
      key('id').primary()
      text('name').notNullable()
      text('media_type').notNullable()
      integer('size').notNullable()
      key('sha256').notNullable()
      key('uploaded_by').notNullable()
      integer('uploaded_at_ms').notNullable()
      key('instance_id').nullable()
      table.index(['instance_id'], 'attachments_by_instance')
    })
    createTable(this, 'blobs', ({ key, table }) => {
      key('id').primary()
      table.specificType('bytes', 'longblob').notNullable()
    })
  }

  async down() {
    for (const name of ['blobs', 'attachments', 'drafts']) this.schema.dropTable(name)
  }
}
