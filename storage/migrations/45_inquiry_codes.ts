import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Cases whose 查询密码 the window has issued again, and how often. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'inquiry_codes', ({ key, integer }) => {
      key('case_key').primary()
      integer('issues').notNullable()
      key('issued_by').notNullable()
      integer('issued_at_ms').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('inquiry_codes')
  }
}
