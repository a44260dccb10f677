import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Synchronisations of the organisation with the county's directory, tried and done; one a night comes to an end. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'directory_syncs', ({ key, text, long, integer, table }) => {
      key('id').primary()
      integer('started_at_ms').notNullable()
      integer('ended_at_ms').notNullable()
      key('by')
      key('outcome').notNullable()
      key('night')
      key('digest')
      text('reason')
      long('counts').notNullable()
      long('report').notNullable()
      table.unique(['night'], { indexName: 'directory_syncs_by_night' })
      table.index(['started_at_ms'], 'directory_syncs_by_start')
    })
  }

  async down() {
    this.schema.dropTable('directory_syncs')
  }
}
