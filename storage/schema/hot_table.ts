/** How a column travels in a JSON list on MySQL. `json` columns travel as text. */
export type ColumnType = 'key' | 'text' | 'long' | 'integer'

export interface HotColumn {
  /** In rows: `dueAtMs`. */
  property: string
  /** In the database: `due_at_ms`. */
  column: string
  type: ColumnType
}

/** What the raw writers have to know of a table. The migrations make it; a test holds both equal. */
export interface HotTable {
  name: string
  /** Properties of the primary key. */
  key: readonly string[]
  columns: ReadonlyMap<string, HotColumn>
}

export const columnName = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const hotTable = (name: string, key: readonly string[], columns: Readonly<Record<string, ColumnType>>): HotTable => ({
  name,
  key,
  columns: new Map(Object.entries(columns).map(([property, type]) => [property, { property, column: columnName(property), type }])),
})
