import type { SqlValue } from '../dialects/dialect.js'
import type { Position } from './cursor.js'

/** A piece of a where clause with its values. */
export interface SqlCondition {
  sql: string
  values: readonly SqlValue[]
}

export const condition = (sql: string, ...values: SqlValue[]): SqlCondition => ({ sql, values })

export const joined = (conditions: readonly SqlCondition[]): SqlCondition => ({
  sql: conditions.length ? conditions.map(({ sql }) => `(${sql})`).join(' and ') : '1 = 1',
  values: conditions.flatMap(({ values }) => values),
})

/** A column that holds one of these words; of none, no row does. */
export const amongst = (column: string, words: readonly string[]): SqlCondition => condition(words.length === 0 ? '1 = 0' : `${column} in (${words.map(() => '?').join(', ')})`, ...words)

/** Rows after a position, in a form both databases answer from an index. */
export const beyond = (sort: string, id: string, position: Position | null, isDescending: boolean): SqlCondition[] => {
  if (!position) return []
  const sign = isDescending ? '<' : '>'
  return [condition(`${sort} ${sign}= ? and (${sort} ${sign} ? or ${id} ${sign} ?)`, position.sort, position.sort, position.id)]
}
