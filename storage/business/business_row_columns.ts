import type { BusinessRow } from '#engine/runtime/participant'
import type { BusinessColumn, BusinessTable } from '#processes/foundation/business_tables'
import type { Scalar, ScalarRow } from '#engine/runtime/ports/command_store'
import { hotTable, type ColumnType, type HotTable } from '../schema/hot_table.js'

/** A column's value is the row's field of the same camelCase name. */
export const propertyName = (column: string): string => column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

export interface StoredBusinessTable {
  declared: BusinessTable
  table: HotTable
  /** The row as it is written: key, search columns, JSON. */
  scalars(key: string, row: BusinessRow): ScalarRow
}

const COLUMN_TYPES: Record<'text' | 'integer' | 'instant', ColumnType> = { text: 'key', integer: 'integer', instant: 'integer' }
/** Of a text column that says nothing else. */
export const TEXT_LENGTH = 191

const scalar = (value: unknown, { type, length = TEXT_LENGTH }: Pick<BusinessColumn, 'type' | 'length'>): Scalar => {
  if (value === null || value === undefined) return null
  if (type !== 'text') return typeof value === 'number' ? value : Number(value)
  return [...(typeof value === 'string' ? value : JSON.stringify(value))].slice(0, length).join('')
}

/** Business tables by name, ready for the raw writers. */
export const storedBusinessTables = (tables: readonly BusinessTable[]): ReadonlyMap<string, StoredBusinessTable> =>
  new Map(
    tables.map((declared) => {
      const columns = declared.columns.map((column) => ({ ...column, property: propertyName(column.name) }))
      const types = Object.fromEntries(columns.map(({ property, type }) => [property, COLUMN_TYPES[type]]))
      return [
        declared.name,
        {
          declared,
          table: hotTable(declared.name, ['key'], { key: 'key', ...types, row: 'long' }),
          scalars: (key, row) => ({
            key,
            ...Object.fromEntries(columns.map((column) => [column.property, scalar(row[column.property], column)])),
            row: JSON.stringify(row),
          }),
        },
      ]
    }),
  )
