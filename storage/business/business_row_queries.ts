import type { BusinessRow } from '#engine/runtime/participant'
import type { BusinessRowQueries, ColumnCondition } from '#engine/runtime/ports/business_row_queries'
import type { Dialect, SqlConnection, SqlRow, SqlValue } from '../dialects/dialect.js'
import { quoted } from '../dialects/write_statements.js'
import { condition, joined, type SqlCondition } from '../queries/sql_condition.js'
import { columnName } from '../schema/hot_table.js'
import type { StoredBusinessTable } from './business_row_columns.js'

const LIMIT = 1_000
const LAST_CHARACTER = '\u{10FFFF}'

/** Reads of the business tables by declared columns only: a column that is not declared is a programming error. */
export const businessRowQueries = (dialect: Dialect, tables: ReadonlyMap<string, StoredBusinessTable>): BusinessRowQueries => {
  const tableNamed = (name: string): StoredBusinessTable => {
    const table = tables.get(name)
    if (!table) throw new Error(`Expected table "${name}" to be declared in business_tables.ts, but it is not.`)
    return table
  }
  const columnIn = (stored: StoredBusinessTable, name: string): string => {
    const column = columnName(name)
    if (column !== 'key' && !stored.declared.columns.some((declared) => declared.name === column)) {
      throw new Error(`Expected ${stored.declared.name} to declare a column "${column}", but it does not.`)
    }
    return quoted(column)
  }
  const readRow = (row: SqlRow): BusinessRow => JSON.parse(String(row.row)) as BusinessRow

  const toSql = (stored: StoredBusinessTable, wanted: ColumnCondition): SqlCondition[] => {
    const column = columnIn(stored, wanted.column)
    return [
      ...(wanted.equals === undefined ? [] : wanted.equals === null ? [condition(`${column} is null`)] : [condition(`${column} = ?`, wanted.equals)]),
      ...(wanted.startsWith === undefined ? [] : [condition(`${column} >= ? and ${column} < ?`, wanted.startsWith, wanted.startsWith + LAST_CHARACTER)]),
      ...(wanted.from === undefined ? [] : [condition(`${column} >= ?`, wanted.from)]),
      ...(wanted.before === undefined ? [] : [condition(`${column} < ?`, wanted.before)]),
    ]
  }

  const find = (table: string, key: string): Promise<BusinessRow | null> =>
    dialect.read(async (connection) => {
      const [row] = await connection.all(`select \`row\` from ${quoted(tableNamed(table).declared.name)} where \`key\` = ?`, [key])
      return row ? readRow(row) : null
    })

  const list: BusinessRowQueries['list'] = (table, conditions, options = {}) =>
    dialect.read(async (connection: SqlConnection) => {
      const stored = tableNamed(table)
      const { sql, values } = joined(conditions.flatMap((wanted) => toSql(stored, wanted)))
      const order = columnIn(stored, options.orderBy ?? 'key')
      const direction = options.descending ? 'desc' : 'asc'
      const limit = Math.min(LIMIT, Math.trunc(options.limit ?? LIMIT))
      const rows = await connection.all(
        `select \`row\` from ${quoted(table)} where ${sql} order by ${order} ${direction}, \`key\` ${direction} limit ${limit}`, values as SqlValue[],
      )
      return rows.map(readRow)
    })

  return {
    find,
    list,
    put: (table, key, row) =>
      dialect.transaction(async (connection) => {
        const stored = tableNamed(table)
        await connection.writeTables([{ table: stored.table, writes: { inserts: [], puts: [stored.scalars(key, row)], updates: [], deletes: [] } }])
      }),
  }
}
