import type { Scalar } from '#engine/runtime/ports/command_store'
import { StorageException } from '../errors.js'
import type { ColumnType, HotColumn, HotTable } from '../schema/hot_table.js'

/** Quoted the same on both databases (MySQL runs with ANSI_QUOTES off, so backticks are understood by SQLite as well). */
export const quoted = (name: string): string => `\`${name}\``

export const columnsOf = (table: HotTable, properties: readonly string[]): HotColumn[] =>
  properties.map((property) => {
    const column = table.columns.get(property)
    if (!column) throw new Error(`Expected ${table.name} to have a column for "${property}", but hot_tables.ts has none.`)
    return column
  })

/** ES2024, which Node has and the library version of the type check has not. */
type WellFormed = string & { isWellFormed(): boolean; toWellFormed(): string }

/** The text with U+FFFD for each half of a surrogate pair, which MariaDB's JSON refuses. */
export const wellFormed = (text: string): string => ((text as WellFormed).isWellFormed() ? text : (text as WellFormed).toWellFormed())

const LIMITS: Record<ColumnType, number> = { key: 191, text: 1000, long: Infinity, integer: Infinity }

const isTooLong = (value: string, limit: number): boolean => value.length > limit && [...value].length > limit

const refuse = (column: HotColumn, what: string): never => {
  throw new StorageException('E_STORAGE_VALUE', `Expected ${column.column} to hold ${what}. Shorten or correct the value.`)
}

/**
 * A value as both databases store it, or E_STORAGE_VALUE: SQLite would take anything, JSON_TABLE would cut a long text and bend a
 * large number without a word. Half a surrogate pair becomes U+FFFD.
 */
export const storable = (column: HotColumn, value: Scalar | undefined): Scalar => {
  if (value === null || value === undefined) return null
  if (column.type === 'integer') return Number.isSafeInteger(value) ? value : refuse(column, `a whole number, but it is ${value}`)
  const text = typeof value === 'string' ? value : String(value)
  const limit = LIMITS[column.type]
  if (isTooLong(text, limit)) return refuse(column, `at most ${limit} characters, but it has ${text.length}`)
  return wellFormed(text)
}
