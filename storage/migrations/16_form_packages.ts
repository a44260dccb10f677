import { BaseSchema } from '@adonisjs/lucid/schema'

/** Forms bound to another package version (latest, version, versionTag): which one a task or a start took. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('tasks', (table) => {
      table.string('form_package_id', 191).nullable()
    })
    this.schema.alterTable('instances', (table) => {
      table.string('start_form_package_id', 191).nullable()
    })
  }

  async down() {
    this.schema.alterTable('tasks', (table) => {
      table.dropColumn('form_package_id')
    })
    this.schema.alterTable('instances', (table) => {
      table.dropColumn('start_form_package_id')
    })
  }
}
