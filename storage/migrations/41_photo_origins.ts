import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** When and where a photo was taken, as the phone that took it says. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'photo_origins', ({ key, integer }) => {
      key('attachment_id').primary()
      integer('taken_at_ms').nullable()
      integer('longitude_e6').nullable()
      integer('latitude_e6').nullable()
    })
  }

  async down() {
    this.schema.dropTable('photo_origins')
  }
}
