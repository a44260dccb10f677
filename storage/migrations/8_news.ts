import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

export default class extends BaseSchema {
  async up() {
    createTable(this, 'news', ({ key, long, integer, table }) => {
      table.bigIncrements('seq')
      key('node').notNullable()
      integer('at_ms').notNullable()
      long('body').notNullable()
      table.index(['at_ms'], 'news_by_age')
    })
  }

  async down() {
    this.schema.dropTable('news')
  }
}
