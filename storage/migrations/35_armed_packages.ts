import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Which version of a package its start timers were armed for: versions published before there were any are armed at the next start. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'armed_packages', ({ key }) => {
      key('package_key').primary()
      key('package_id').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('armed_packages')
  }
}
