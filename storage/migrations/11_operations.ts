import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** What operations leave behind: whose a delegated task stays, which task a signer signs, and copies to be read (抄送). */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('tasks', (table) => {
      table.string('owner', 191).nullable()
      table.string('parent_task_id', 191).nullable()
      table.string('sign_position', 191).nullable()
    })
    createTable(this, 'copies', ({ key, text, long, integer, table }) => {
      key('id').primary()
      key('instance_id').notNullable()
      key('user_id').notNullable()
      key('task_id').nullable()
      text('element_id').nullable()
      key('sent_by').nullable()
      long('opinion').nullable()
      integer('sent_at_ms').notNullable()
      integer('read_at_ms').nullable()
      table.index(['user_id', 'sent_at_ms', 'id'], 'copies_of_person')
      table.index(['instance_id', 'sent_at_ms'], 'copies_of_instance')
    })
  }

  async down() {
    this.schema.dropTable('copies')
    this.schema.alterTable('tasks', (table) => table.dropColumns('owner', 'parent_task_id', 'sign_position'))
  }
}
