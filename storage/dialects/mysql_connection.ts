import type { Connection } from 'mysql2/promise'
import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { ColumnType, HotColumn, HotTable } from '../schema/hot_table.js'
import type { SqlConnection, SqlRow, SqlValue, TableWrite } from './dialect.js'
import { columnsOf, quoted, storable } from './write_statements.js'

const JSON_TYPES: Record<ColumnType, string> = {
  key: 'varchar(255) character set utf8mb4 collate utf8mb4_bin',
  text: 'longtext character set utf8mb4 collate utf8mb4_bin',
  long: 'longtext character set utf8mb4 collate utf8mb4_bin',
  integer: 'bigint',
}

/** Bytes of JSON in one packet, well under the default `max_allowed_packet` of 16 MB. */
const PACKET_BYTES = 4_000_000

const rowsSource = (columns: readonly HotColumn[]): string =>
  `json_table(?, '$[*]' columns (${columns.map(({ column, type }, index) => `${quoted(column)} ${JSON_TYPES[type]} path '$[${index}]'`).join(', ')})) j`

const insertSql = (table: HotTable, columns: readonly HotColumn[], replacing: boolean): string => {
  const names = columns.map(({ column }) => quoted(column)).join(', ')
  const changed = columns.filter((column) => !table.key.includes(column.property))
  const assigned = changed.length ? changed : columns.slice(0, 1)
  const onDuplicate = ` on duplicate key update ${assigned.map(({ column }) => `${quoted(column)} = values(${quoted(column)})`).join(', ')}`
  return `insert into ${quoted(table.name)} (${names}) select ${names} from ${rowsSource(columns)}${replacing ? onDuplicate : ''}`
}

const matching = (columns: readonly HotColumn[]): string => columns.map(({ column }) => `t.${quoted(column)} = j.${quoted(column)}`).join(' and ')

const updateSql = (table: HotTable, set: readonly HotColumn[], by: readonly HotColumn[]): string =>
  `update ${rowsSource([...set, ...by])} straight_join ${quoted(table.name)} t on ${matching(by)}` +
  ` set ${set.map(({ column }) => `t.${quoted(column)} = j.${quoted(column)}`).join(', ')}`

const deleteSql = (table: HotTable, by: readonly HotColumn[]): string =>
  `delete t from ${rowsSource(by)} straight_join ${quoted(table.name)} t on ${matching(by)}`

/** One list of rows as JSON texts, cut into packets. */
const packets = (columns: readonly HotColumn[], rows: readonly ScalarRow[]): string[] => {
  const texts: string[] = []
  let open: string[] = []
  let bytes = 0
  for (const row of rows) {
    const text = JSON.stringify(columns.map((column) => storable(column, row[column.property])))
    if (bytes + text.length > PACKET_BYTES && open.length) {
      texts.push(`[${open.join(',')}]`)
      open = []
      bytes = 0
    }
    open.push(text)
    bytes += text.length
  }
  if (open.length) texts.push(`[${open.join(',')}]`)
  return texts
}

/** A statement with its rows as one JSON text. */
type Statement = readonly [sql: string, rows: string]

const statementsFor = ({ table, writes }: TableWrite): Statement[] => {
  const statements: Statement[] = []
  const add = (sql: string, columns: readonly HotColumn[], rows: readonly ScalarRow[]): void => {
    for (const text of packets(columns, rows)) statements.push([sql, text])
  }
  for (const rows of writes.deletes) {
    if (!rows.length) continue
    const by = columnsOf(table, Object.keys(rows[0]))
    add(deleteSql(table, by), by, rows)
  }
  const all = [...table.columns.values()]
  if (writes.inserts.length) add(insertSql(table, all, false), all, writes.inserts)
  if (writes.puts.length) add(insertSql(table, all, true), all, writes.puts)
  for (const { by, rows } of writes.updates) {
    if (!rows.length) continue
    const set = columnsOf(table, Object.keys(rows[0]).filter((property) => !by.includes(property)))
    const found = columnsOf(table, by)
    add(updateSql(table, set, found), [...set, ...found], rows)
  }
  return statements
}

/** Statements put together up to the size of a packet. */
const joinedUp = (statements: readonly Statement[]): Statement[][] => {
  const groups: Statement[][] = []
  let bytes = Infinity
  for (const statement of statements) {
    if (bytes + statement[1].length > PACKET_BYTES) {
      groups.push([])
      bytes = 0
    }
    groups[groups.length - 1].push(statement)
    bytes += statement[1].length
  }
  return groups
}

/**
 * One mysql2 connection. Reads and single statements are prepared; the writes of a group travel as one packet of several statements,
 * each with one value, put in by mysql2's own escaping under a fixed sql_mode: round trips are the cost.
 */
export const mysqlConnection = (connection: Connection): SqlConnection => {
  const execute = async (sql: string, values: readonly SqlValue[]): Promise<unknown> => (await connection.execute(sql, values as never))[0]
  return {
    async all(sql, values = []) {
      return (await execute(sql, values)) as SqlRow[]
    },
    async run(sql, values = []) {
      return ((await execute(sql, values)) as { affectedRows: number }).affectedRows
    },
    async writeTables(writes) {
      for (const statements of joinedUp(writes.flatMap(statementsFor))) {
        if (statements.length === 1) await execute(statements[0][0], [statements[0][1]])
        else await connection.query(statements.map(([sql]) => sql).join(';\n'), statements.map(([, rows]) => rows))
      }
    },
  }
}
