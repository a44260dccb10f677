import type { TableWrites } from '#engine/runtime/ports/command_store'
import type { HotTable } from '../schema/hot_table.js'

export type SqlValue = string | number | null | Uint8Array
export type SqlRow = Record<string, unknown>

/** What is written into one table. */
export interface TableWrite {
  table: HotTable
  writes: Omit<TableWrites, 'table'>
}

/** One database connection: prepared statements, `?` placeholders. */
export interface SqlConnection {
  all(sql: string, values?: readonly SqlValue[]): Promise<SqlRow[]>
  /** Rows changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>
  /** Everything one piece of work writes, in as few statements and round trips as the database allows. */
  writeTables(writes: readonly TableWrite[]): Promise<void>
  /** Locks the rows of these ids and revisions in their order and rejects (`isStale`) unless each is there; may wait for the commit's journey. */
  expect(table: HotTable, rows: readonly { id: string; revision: number }[]): Promise<void>
  /** What was written is in the database and not only on its way there with the commit. */
  flush(): Promise<void>
}

/** The only place where the databases differ. */
export interface Dialect {
  readonly name: 'sqlite' | 'mysql'
  /** Writing transactions of one process that can do work at the same time. */
  readonly atOnce: number
  /** Appended to a select inside a transaction. */
  readonly forUpdate: string
  readonly skipLocked: string
  /** A table `k(id)` out of one bound JSON list of texts. */
  readonly idList: string
  /** A table `k(first, second)` out of one bound JSON list of pairs of texts. */
  readonly pairList: string
  /** Joins in the order written: the left side is read first. */
  readonly orderedJoin: string
  /** Put after a table's name: read by this index, whatever the statistics of a table that has just been filled say. */
  byIndex(index: string): string
  /** JSON text of the value that a bound path (`$."name"`) names in a column of JSON; null when there is none. */
  jsonValue(column: string): string
  read<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T>
  /** Durable; rolled back when `work` rejects. */
  transaction<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T>
  /** Runs `work` while no other process does so on this database; waits its turn. */
  alone<T>(work: () => Promise<T>): Promise<T>
  isTransient(error: unknown): boolean
  isDuplicate(error: unknown): boolean
  isStale(error: unknown): boolean
  /** Durability as the live connections have it, for the bench and the tests. */
  durability(): Promise<Record<string, string | number>>
}
