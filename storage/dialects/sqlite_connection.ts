import type Sqlite from 'better-sqlite3'
import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { HotColumn, HotTable } from '../schema/hot_table.js'
import type { SqlConnection, SqlRow, SqlValue, TableWrite } from './dialect.js'
import { StaleRows } from './stale_rows.js'
import { columnsOf, quoted, storable } from './write_statements.js'

const placeholders = (count: number): string => Array<string>(count).fill('?').join(',')

const insertSql = (table: HotTable, columns: readonly HotColumn[], replacing: boolean): string => {
  // a key the database gives itself is no column of ours
  const key = replacing ? columnsOf(table, table.key) : []
  const changed = columns.filter((column) => !table.key.includes(column.property))
  const conflict = changed.length
    ? `do update set ${changed.map(({ column }) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ')}`
    : 'do nothing'
  return (
    `insert into ${quoted(table.name)} (${columns.map(({ column }) => quoted(column)).join(', ')}) values (${placeholders(columns.length)})` +
    (replacing ? ` on conflict (${key.map(({ column }) => quoted(column)).join(', ')}) ${conflict}` : '')
  )
}

const equalities = (columns: readonly HotColumn[], separator: string): string =>
  columns.map(({ column }) => `${quoted(column)} = ?`).join(separator)

const updateSql = (table: HotTable, set: readonly HotColumn[], by: readonly HotColumn[]): string =>
  `update ${quoted(table.name)} set ${equalities(set, ', ')} where ${equalities(by, ' and ')}`

const deleteSql = (table: HotTable, by: readonly HotColumn[]): string => `delete from ${quoted(table.name)} where ${equalities(by, ' and ')}`

/** Prepared statements over one better-sqlite3 handle; synchronous underneath, so a row costs a few microseconds. */
export const sqliteConnection = (database: Sqlite.Database): SqlConnection => {
  const prepared = new Map<string, Sqlite.Statement>()
  const statement = (sql: string): Sqlite.Statement => {
    let found = prepared.get(sql)
    if (!found) prepared.set(sql, (found = database.prepare(sql)))
    return found
  }
  const writeRows = (sql: string, columns: readonly HotColumn[], rows: readonly ScalarRow[]): void => {
    const runner = statement(sql)
    for (const row of rows) runner.run(columns.map((column) => storable(column, row[column.property])))
  }
  const writeTable = (table: HotTable, writes: TableWrite['writes']): void => {
    for (const rows of writes.deletes) {
      if (!rows.length) continue
      const by = columnsOf(table, Object.keys(rows[0]))
      writeRows(deleteSql(table, by), by, rows)
    }
    const all = [...table.columns.values()]
    if (writes.inserts.length) writeRows(insertSql(table, all, false), all, writes.inserts)
    if (writes.puts.length) writeRows(insertSql(table, all, true), all, writes.puts)
    for (const { by, rows } of writes.updates) {
      if (!rows.length) continue
      const set = columnsOf(table, Object.keys(rows[0]).filter((property) => !by.includes(property)))
      const found = columnsOf(table, by)
      writeRows(updateSql(table, set, found), [...set, ...found], rows)
    }
  }
  return {
    async all(sql, values = []) {
      return statement(sql).all(values as SqlValue[]) as SqlRow[]
    },
    async run(sql, values = []) {
      return statement(sql).run(values as SqlValue[]).changes
    },
    async writeTables(writes) {
      for (const { table, writes: lists } of writes) writeTable(table, lists)
    },
    async expect(table, rows) {
      const revision = statement(`select revision from ${quoted(table.name)} where id = ?`)
      const isThere = ({ id, revision: known }: { id: string; revision: number }) => (revision.get(id) as { revision: number } | undefined)?.revision === known
      if (!rows.every(isThere)) throw new StaleRows(table.name)
    },
    flush: async () => undefined,
  }
}
