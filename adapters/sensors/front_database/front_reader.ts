import Sqlite from 'better-sqlite3'
import mysql, { type RowDataPacket } from 'mysql2/promise'
import type { FrontTable } from './front_table.js'
import type { KeyCursor, KeyGap } from './key_cursor.js'
import type { FrontRow } from './row_message.js'

/** Rows of a table of somebody else; only reads. */
export interface FrontReader {
  /** The largest key, or 0. */
  last(): Promise<number>
  /** Rows above the cursor and rows inside its gaps, at most so many of each, by key. */
  read(cursor: KeyCursor, limit: number): Promise<FrontRow[]>
  close(): Promise<void>
}

type Query = (sql: string, values: readonly number[]) => Promise<FrontRow[]>

/** Opens nothing yet where the database is a server: the first reading does. */
export function openFrontReader(table: FrontTable): FrontReader {
  const { query, quote, close } = table.url.startsWith('sqlite:') ? sqliteQuery(table.url.slice('sqlite:'.length)) : mysqlQuery(table.url)
  const key = quote(table.key)
  const from = table.table.split('.').map(quote).join('.')
  const names = [table.key, table.columns.deviceId, table.columns.at, table.columns.alarmKind, table.columns.alarmState, ...Object.values(table.columns.values)]
  const select = `select ${[...new Set(names.filter((name) => name !== null))].map(quote).join(', ')} from ${from}`
  const inGap = (gaps: readonly KeyGap[]) => gaps.map(() => `${key} between ? and ?`).join(' or ')
  return {
    async last() {
      const [row] = await query(`select max(${key}) as last_key from ${from}`, [])
      return Number(row?.['last_key'] ?? 0)
    },
    async read({ high, gaps }, limit) {
      const late = gaps.length === 0 ? [] : await query(`${select} where ${inGap(gaps)} order by ${key} limit ${limit}`, gaps.flatMap((gap) => [gap.from, gap.to]))
      return [...late, ...(await query(`${select} where ${key} > ? order by ${key} limit ${limit}`, [high]))]
    },
    close,
  }
}

interface Access {
  query: Query
  quote(name: string): string
  close(): Promise<void>
}

function mysqlQuery(uri: string): Access {
  // dates as texts: the driver would read them in this machine's zone
  const pool = mysql.createPool({ uri, connectionLimit: 1, dateStrings: true, decimalNumbers: true, connectTimeout: 10_000, enableKeepAlive: true })
  pool.pool.on('connection', (connection) => connection.query("set session time_zone = '+08:00', transaction_read_only = 1", () => undefined))
  return {
    query: async (sql, values) => (await pool.query<RowDataPacket[]>({ sql, timeout: 30_000, values: [...values] }))[0],
    quote: (name) => `\`${name}\``,
    close: () => pool.end(),
  }
}

function sqliteQuery(path: string): Access {
  let database: Sqlite.Database | null = null
  return {
    query: async (sql, values) => (database ??= new Sqlite(path, { readonly: true, fileMustExist: true })).prepare(sql).all(...values) as FrontRow[],
    quote: (name) => `"${name}"`,
    close: async () => void database?.close(),
  }
}
