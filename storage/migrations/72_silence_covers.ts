import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

const LISTS = [['devices', 'device'], ['deviceKinds', 'deviceKind'], ['towns', 'town'], ['areas', 'area']] as const

/** What a silence names, a row each, so that a list of silences can ask whose devices they cover. `silences.row` stays the whole of it. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'silence_covers', ({ key, table }) => {
      key('silence_id').notNullable()
      key('what').notNullable()
      key('name').notNullable()
      table.primary(['silence_id', 'what', 'name'])
    })
    const isMysql = this.db.dialect.name === 'mysql'
    for (const [list, what] of LISTS) {
      const named = isMysql
        ? `json_table(s.row, '$.${list}[*]' columns (value varchar(191) character set utf8mb4 collate utf8mb4_bin path '$')) e`
        : `json_each(s.row, '$.${list}') e`
      this.schema.raw(`insert into silence_covers (silence_id, what, name) select distinct s.id, '${what}', e.value from silences s, ${named}`)
    }
  }

  async down() {
    this.schema.dropTable('silence_covers')
  }
}
