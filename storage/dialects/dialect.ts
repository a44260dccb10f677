import type { TableWrites } from '#engine/runtime/ports/command_store'
import type { HotTable } from '../schema/hot_table.js'

export type SqlValue = string | number | null | Uint8Array
export type SqlRow = Record<string, unknown>

/** One database connection: prepared statements, `?` placeholders. */
export interface SqlConnection {
  all(sql: string, values?: readonly SqlValue[]): Promise<SqlRow[]>
  /** Rows changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>
  /** Each list of one table in as few statements as the database allows. */
  writeTable(table: HotTable, writes: TableWrites): Promise<void>
}

/** The only place where the databases differ. */
export interface Dialect {
  readonly name: 'sqlite' | 'mysql'
  /** Appended to a select inside a transaction. */
  readonly forUpdate: string
  readonly skipLocked: string
  /** A table `k(id)` out of one bound JSON list of texts. */
  readonly idList: string
  /** Escape clause for LIKE patterns whose special characters are escaped by `!`. */
  read<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T>
  /** Durable; rolled back when `work` rejects. */
  transaction<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T>
  isTransient(error: unknown): boolean
  isDuplicate(error: unknown): boolean
  /** Durability as the live connections have it, for the bench and the tests. */
  durability(): Promise<Record<string, string | number>>
}
