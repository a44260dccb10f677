import { BaseSchema } from '@adonisjs/lucid/schema'

/** What is waited for besides messages; a signal is brought to its listeners in order of instance. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('subscriptions', (table) => {
      table.string('kind', 191).notNullable().defaultTo('message')
      table.index(['name', 'kind', 'instance_id'], 'subscriptions_by_kind')
    })
  }

  async down() {
    this.schema.alterTable('subscriptions', (table) => {
      table.dropIndex(['name', 'kind', 'instance_id'], 'subscriptions_by_kind')
      table.dropColumn('kind')
    })
  }
}
