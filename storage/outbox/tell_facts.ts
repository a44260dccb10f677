import { outboxRow } from '#engine/runtime/bus/outbox_row'
import { rowKeyText, type BusinessRow } from '#engine/runtime/participant'
import type { DeliveryStore } from '#processes/foundation/deliveries/delivery_store'
import type { StoredBusinessTable } from '../business/business_row_columns.js'
import { businessWrites } from '../commands/business_writes.js'
import { lockBusinessRows } from '../commands/lock_business_rows.js'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { insertRows } from '../write_rows.js'

/** Rounds until everything is read. */
const MAXIMUM_ROUNDS = 16
/** Two that make the same row meet at its key: the later one looks again. */
const MAXIMUM_TRIES = 5

type Decide = Parameters<DeliveryStore['tell']>[1]

/** Facts told in a transaction that is open for something else: they are lost or kept with it. Answers how many deliveries they make. */
export async function tellWithin(connection: SqlConnection, dialect: Dialect, tables: ReadonlyMap<string, StoredBusinessTable>, nowMs: number, decide: Decide): Promise<number> {
  const rows = new Map<string, BusinessRow | null>()
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const decided = decide(rows)
    if ('wanted' in decided) {
      const wanted = decided.wanted.filter((key) => !rows.has(rowKeyText(key))).toSorted((one, other) => (rowKeyText(one) < rowKeyText(other) ? -1 : 1))
      for (const [key, row] of await lockBusinessRows(connection, dialect, wanted)) rows.set(key, row)
      continue
    }
    const absent = new Set([...rows].flatMap(([key, row]) => (row === null ? [key] : [])))
    await connection.writeTables(businessWrites(tables, decided.changes, absent))
    if (decided.deliveries.length > 0) await insertRows(connection, 'deliveries', decided.deliveries.map((row) => outboxRow(row, nowMs)))
    return decided.deliveries.length
  }
  throw new Error(`Expected the facts of one case to be told after ${MAXIMUM_ROUNDS} rounds of reading, but more is asked for.`)
}

export const tellFacts = (dialect: Dialect, tables: ReadonlyMap<string, StoredBusinessTable>): DeliveryStore['tell'] => {
  const once: DeliveryStore['tell'] = (nowMs, decide) => dialect.transaction((connection) => tellWithin(connection, dialect, tables, nowMs, decide))
  return async (nowMs, decide) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(nowMs, decide)
      } catch (error) {
        if (tries >= MAXIMUM_TRIES || !(dialect.isDuplicate(error) || dialect.isTransient(error))) throw error
      }
    }
  }
}
