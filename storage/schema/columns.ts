import type { BaseSchema } from '@adonisjs/lucid/schema'

type SchemaBuilder = BaseSchema['schema']
type TableBuilder = Parameters<Parameters<SchemaBuilder['createTable']>[1]>[0]

/** The few kinds of column there are, the same on both databases. */
export interface Columns {
  /** Identifiers and short words: ≤ 191 characters, compared byte by byte. */
  key(name: string): ReturnType<TableBuilder['string']>
  /** ≤ 1,000 characters. */
  text(name: string): ReturnType<TableBuilder['string']>
  /** JSON and long texts. */
  long(name: string): ReturnType<TableBuilder['text']>
  /** Whole numbers and epoch milliseconds. */
  integer(name: string): ReturnType<TableBuilder['bigInteger']>
  /** For keys, indexes and what the kinds above do not say. */
  table: TableBuilder
}

/** An instant for sorting where null comes last. */
export const LAST_INSTANT = 9007199254740991

/** knex refuses the statement on SQLite, which compares byte by byte anyway. */
export const sayCollation = (dialect: string, table: TableBuilder): void => {
  if (dialect !== 'mysql') return
  table.charset('utf8mb4')
  table.collate('utf8mb4_bin')
}

/** Creates a table with the collation said, since knex would take the connection's charset with its general collation. */
export const createTable = (migration: BaseSchema, name: string, define: (columns: Columns) => void): void => {
  migration.schema.createTable(name, (table) => {
    sayCollation(migration.db.dialect.name, table)
    define({
      key: (column) => table.string(column, 191),
      text: (column) => table.string(column, 1000),
      long: (column) => table.text(column, 'longtext'),
      integer: (column) => table.bigInteger(column),
      table,
    })
  })
}
