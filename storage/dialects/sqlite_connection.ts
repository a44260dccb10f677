import type Sqlite from 'better-sqlite3'
import type { ScalarRow, TableWrites } from '#engine/runtime/ports/command_store'
import type { HotTable } from '../schema/hot_table.js'
import type { SqlConnection, SqlRow, SqlValue } from './dialect.js'
import { columnsOf, quoted, wellFormed } from './write_statements.js'

const placeholders = (count: number): string => Array<string>(count).fill('?').join(',')

const insertSql = (table: HotTable, properties: readonly string[], replacing: boolean): string => {
  const columns = columnsOf(table, properties)
  const key = columnsOf(table, table.key)
  const changed = columns.filter((column) => !table.key.includes(column.property))
  const conflict = changed.length
    ? `do update set ${changed.map(({ column }) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ')}`
    : 'do nothing'
  return (
    `insert into ${quoted(table.name)} (${columns.map(({ column }) => quoted(column)).join(', ')}) values (${placeholders(columns.length)})` +
    (replacing ? ` on conflict (${key.map(({ column }) => quoted(column)).join(', ')}) ${conflict}` : '')
  )
}

const updateSql = (table: HotTable, set: readonly string[], by: readonly string[]): string =>
  `update ${quoted(table.name)} set ${columnsOf(table, set).map(({ column }) => `${quoted(column)} = ?`).join(', ')}` +
  ` where ${columnsOf(table, by).map(({ column }) => `${quoted(column)} = ?`).join(' and ')}`

const deleteSql = (table: HotTable, by: readonly string[]): string =>
  `delete from ${quoted(table.name)} where ${columnsOf(table, by).map(({ column }) => `${quoted(column)} = ?`).join(' and ')}`

/** Prepared statements over one better-sqlite3 handle; synchronous underneath, so a row costs a few microseconds. */
export const sqliteConnection = (database: Sqlite.Database): SqlConnection => {
  const prepared = new Map<string, Sqlite.Statement>()
  const statement = (sql: string): Sqlite.Statement => {
    let found = prepared.get(sql)
    if (!found) prepared.set(sql, (found = database.prepare(sql)))
    return found
  }
  const writeRows = (sql: string, properties: readonly string[], rows: readonly ScalarRow[]): void => {
    const runner = statement(sql)
    for (const row of rows) runner.run(properties.map((property) => wellFormed(row[property] ?? null)))
  }
  return {
    async all(sql, values = []) {
      return statement(sql).all(values as SqlValue[]) as SqlRow[]
    },
    async run(sql, values = []) {
      return statement(sql).run(values as SqlValue[]).changes
    },
    async writeTable(table: HotTable, writes: TableWrites) {
      for (const rows of writes.deletes) {
        if (rows.length) writeRows(deleteSql(table, Object.keys(rows[0])), Object.keys(rows[0]), rows)
      }
      const all = [...table.columns.keys()]
      if (writes.inserts.length) writeRows(insertSql(table, all, false), all, writes.inserts)
      if (writes.puts.length) writeRows(insertSql(table, all, true), all, writes.puts)
      for (const { by, rows } of writes.updates) {
        if (!rows.length) continue
        const set = Object.keys(rows[0]).filter((property) => !by.includes(property))
        writeRows(updateSql(table, set, by), [...set, ...by], rows)
      }
    },
  }
}
