import type { HotColumn, HotTable } from '../schema/hot_table.js'

/** Quoted the same on both databases (MySQL runs with ANSI_QUOTES off, so backticks are understood by SQLite as well). */
export const quoted = (name: string): string => `\`${name}\``

export const columnsOf = (table: HotTable, properties: readonly string[]): HotColumn[] =>
  properties.map((property) => {
    const column = table.columns.get(property)
    if (!column) throw new Error(`Expected ${table.name} to have a column for "${property}", but hot_tables.ts has none.`)
    return column
  })

/** A surrogate that lost its other half: no UTF-8 text can carry it. */
const LONE_SURROGATE = /\p{Surrogate}/gu

/** What can be stored of a value: half a surrogate pair becomes U+FFFD. */
export const wellFormed = (value: unknown): unknown => (typeof value === 'string' ? value.replace(LONE_SURROGATE, '\uFFFD') : value)
