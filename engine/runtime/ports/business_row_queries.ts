import type { BusinessRow } from '../participant.js'

/** A comparison on a declared search column. */
export interface ColumnCondition {
  column: string
  equals?: string | number | null
  /** Text columns only. */
  startsWith?: string
  from?: number
  before?: number
}

/** Reads the business tables that participants write; for lists, case pages, documents. */
export interface BusinessRowQueries {
  find(table: string, key: string): Promise<BusinessRow | null>
  /** Rows meeting all conditions, by a search column or the key. `limit` ≤ 1000. */
  list(table: string, conditions: readonly ColumnCondition[], options?: { orderBy?: string; descending?: boolean; limit?: number }): Promise<BusinessRow[]>
  /** Writes one row outside a step (a rendered document's hash and size). */
  put(table: string, key: string, row: BusinessRow): Promise<void>
}
