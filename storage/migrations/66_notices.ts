import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

export default class extends BaseSchema {
  async up() {
    // what the bus has committed and nobody has been told of yet
    createTable(this, 'notice_queue', ({ long, integer, table }) => {
      table.bigIncrements('seq')
      integer('at_ms').notNullable()
      long('body').notNullable()
    })
    createTable(this, 'notices', ({ key, text, integer, table }) => {
      key('id').primary()
      key('user_id').notNullable()
      key('fact').notNullable()
      key('kind').notNullable()
      text('title').notNullable()
      text('line').notNullable()
      text('path').notNullable()
      integer('is_urgent').notNullable()
      integer('at_ms').notNullable()
      integer('read_at_ms').nullable()
      table.unique(['fact', 'user_id'], { indexName: 'notices_once' })
      table.index(['user_id', 'id'], 'notices_of_person')
      table.index(['user_id', 'read_at_ms'], 'notices_unread')
      table.index(['at_ms'], 'notices_by_age')
    })
    createTable(this, 'notice_sends', ({ key, text, integer, table }) => {
      key('id').primary()
      key('channel').notNullable()
      key('receiver').notNullable()
      key('fact').notNullable()
      text('subject').notNullable()
      text('line').notNullable()
      text('path').notNullable()
      integer('is_urgent').notNullable()
      key('state').notNullable()
      key('batch').nullable()
      integer('attempts').notNullable()
      integer('next_at_ms').notNullable()
      text('reason').nullable()
      integer('created_at_ms').notNullable()
      integer('ended_at_ms').nullable()
      table.unique(['fact', 'channel', 'receiver'], { indexName: 'notice_sends_once' })
      table.index(['state', 'next_at_ms'], 'notice_sends_due')
      table.index(['batch'], 'notice_sends_together')
      table.index(['created_at_ms'], 'notice_sends_by_age')
    })
    // limits of open tasks that will have to be told of
    createTable(this, 'notice_limits', ({ key, integer, table }) => {
      key('kind').notNullable()
      key('task_id').notNullable()
      integer('at_ms').notNullable()
      table.primary(['kind', 'task_id'])
      table.index(['at_ms'], 'notice_limits_by_instant')
    })
    createTable(this, 'notice_preferences', ({ key, long }) => {
      key('user_id').primary()
      long('row').notNullable()
    })
  }

  async down() {
    for (const name of ['notice_preferences', 'notice_limits', 'notice_sends', 'notices', 'notice_queue']) this.schema.dropTable(name)
  }
}
