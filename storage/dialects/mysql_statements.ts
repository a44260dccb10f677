import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { ColumnType, HotColumn, HotTable } from '../schema/hot_table.js'
import type { SqlValue, TableWrite } from './dialect.js'
import { columnsOf, quoted, storable } from './write_statements.js'

/** What `mysql2`'s own `format` puts in for a `?`: a value, a list of values (`in (?)`), or a list of rows (`values ?`). */
export type Formatted = SqlValue | readonly SqlValue[] | readonly (readonly SqlValue[])[]

/** A statement for `format`, and about how many bytes its values are. */
export interface Statement {
  sql: string
  values: readonly Formatted[]
  size: number
}

const JSON_TYPES: Record<ColumnType, string> = {
  key: 'varchar(255) character set utf8mb4 collate utf8mb4_bin',
  text: 'longtext character set utf8mb4 collate utf8mb4_bin',
  long: 'longtext character set utf8mb4 collate utf8mb4_bin',
  integer: 'bigint',
}

/** Characters of values in one packet, well under the default `max_allowed_packet` of 16 MB. */
const PACKET_SIZE = 3_000_000

/** So many rows are cheaper one statement each than as a join with a list: the server makes a temporary table of the list. */
const FEW_ROWS = 8

type Row = readonly SqlValue[]

const sizeOf = (row: Row): number => row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length + 3 : 12), 0)

const scalars = (columns: readonly HotColumn[], row: ScalarRow): Row => columns.map((column) => storable(column, row[column.property]))

/** Rows in lists that each fit into a packet. */
const packets = (rows: readonly Row[]): { rows: Row[]; size: number }[] => {
  const cut: { rows: Row[]; size: number }[] = []
  let open: { rows: Row[]; size: number } | null = null
  for (const row of rows) {
    const size = sizeOf(row)
    if (open === null || open.size + size > PACKET_SIZE) cut.push((open = { rows: [], size: 0 }))
    open.rows.push(row)
    open.size += size
  }
  return cut
}

const names = (columns: readonly HotColumn[]): string => columns.map(({ column }) => quoted(column)).join(', ')

const insertSql = (table: HotTable, columns: readonly HotColumn[], isReplacing: boolean): string => {
  const sql = `insert into ${quoted(table.name)} (${names(columns)}) values ?`
  if (!isReplacing) return sql
  const changed = columns.filter((column) => !table.key.includes(column.property))
  const assigned = changed.length ? changed : columns.slice(0, 1)
  return `${sql} on duplicate key update ${assigned.map(({ column }) => `${quoted(column)} = values(${quoted(column)})`).join(', ')}`
}

/** Columns of a table and its two insertions: the same with every group. */
const INSERTIONS = new WeakMap<HotTable, { columns: readonly HotColumn[]; inserting: string; replacing: string }>()

const insertionsOf = (table: HotTable) => {
  let found = INSERTIONS.get(table)
  if (!found) {
    const columns = [...table.columns.values()]
    INSERTIONS.set(table, (found = { columns, inserting: insertSql(table, columns, false), replacing: insertSql(table, columns, true) }))
  }
  return found
}

const insertions = (table: HotTable, rows: readonly ScalarRow[], isReplacing: boolean): Statement[] => {
  if (!rows.length) return []
  const { columns, inserting, replacing } = insertionsOf(table)
  return packets(rows.map((row) => scalars(columns, row))).map(({ rows: list, size }) => ({ sql: isReplacing ? replacing : inserting, values: [list], size }))
}

const equalities = (columns: readonly HotColumn[], separator: string): string => columns.map(({ column }) => `${quoted(column)} = ?`).join(separator)

/** `update … join` with the rows as one JSON list. */
const listSource = (columns: readonly HotColumn[]): string =>
  `json_table(?, '$[*]' columns (${columns.map(({ column, type }, index) => `${quoted(column)} ${JSON_TYPES[type]} path '$[${index}]'`).join(', ')})) j`

const matching = (columns: readonly HotColumn[]): string => columns.map(({ column }) => `t.${quoted(column)} = j.${quoted(column)}`).join(' and ')

const listed = (sql: string, rows: readonly Row[]): Statement[] =>
  packets(rows).map(({ rows: list, size }) => ({ sql, values: [JSON.stringify(list)], size }))

const updates = (table: HotTable, by: readonly string[], rows: readonly ScalarRow[]): Statement[] => {
  if (!rows.length) return []
  const set = columnsOf(table, Object.keys(rows[0] as ScalarRow).filter((property) => !by.includes(property)))
  const found = columnsOf(table, by)
  const values = rows.map((row) => scalars([...set, ...found], row))
  if (rows.length <= FEW_ROWS) {
    const sql = `update ${quoted(table.name)} set ${equalities(set, ', ')} where ${equalities(found, ' and ')}`
    return values.map((row) => ({ sql, values: row, size: sizeOf(row) }))
  }
  const assigned = set.map(({ column }) => `t.${quoted(column)} = j.${quoted(column)}`).join(', ')
  return listed(`update ${listSource([...set, ...found])} straight_join ${quoted(table.name)} t on ${matching(found)} set ${assigned}`, values)
}

const deletions = (table: HotTable, rows: readonly ScalarRow[]): Statement[] => {
  if (!rows.length) return []
  const by = columnsOf(table, Object.keys(rows[0] as ScalarRow))
  const values = rows.map((row) => scalars(by, row))
  if (by.length === 1) {
    const sql = `delete from ${quoted(table.name)} where ${names(by)} in (?)`
    return packets(values).map(({ rows: list, size }) => ({ sql, values: [list.flat()], size }))
  }
  if (rows.length <= FEW_ROWS) {
    const sql = `delete from ${quoted(table.name)} where ${equalities(by, ' and ')}`
    return values.map((row) => ({ sql, values: row, size: sizeOf(row) }))
  }
  return listed(`delete t from ${listSource(by)} straight_join ${quoted(table.name)} t on ${matching(by)}`, values)
}

/** What one table's writes are on MySQL: deletes, then rows that come, then rows that change. */
export const statementsFor = ({ table, writes }: TableWrite): Statement[] => [
  ...writes.deletes.flatMap((rows) => deletions(table, rows)),
  ...insertions(table, writes.inserts, false),
  ...insertions(table, writes.puts, true),
  ...writes.updates.flatMap(({ by, rows }) => updates(table, by, rows)),
]

/** Largest number there is: one more is an error of the statement, on MySQL as on MariaDB. */
const LARGEST = '18446744073709551615'

/** Locks these rows in the order given and fails with `OUT_OF_RANGE` unless each is there at its revision: what follows in the packet is not done then. */
export const expectation = (table: HotTable, rows: readonly { id: string; revision: number }[]): Statement => {
  const list = `json_table(?, '$[*]' columns (id ${JSON_TYPES.key} path '$[0]', revision bigint path '$[1]')) k`
  const found = `${list} straight_join ${quoted(table.name)} t on t.id = k.id and t.revision = k.revision`
  return { sql: `select ${LARGEST} + (count(*) <> ${rows.length}) as expected from ${found} for update`, values: [JSON.stringify(rows.map(({ id, revision }) => [id, revision]))], size: rows.length * 60 }
}

/** Errno of `expectation`: ER_DATA_OUT_OF_RANGE. */
export const OUT_OF_RANGE = 1690

/** Statements put together up to the size of a packet. */
export const inPackets = (statements: readonly Statement[]): Statement[][] => {
  const groups: Statement[][] = []
  let size = Infinity
  for (const statement of statements) {
    if (size + statement.size > PACKET_SIZE) {
      groups.push([])
      size = 0
    }
    groups[groups.length - 1]?.push(statement)
    size += statement.size
  }
  return groups
}
