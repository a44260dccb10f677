import { HOLDING } from '#processes/foundation/deliveries/delivery'
import type { DeliveryClaim, DeliveryStore, HeldDelivery } from '#processes/foundation/deliveries/delivery_store'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { hotTableNamed } from '../schema/hot_tables.js'
import { updateAll } from '../write_rows.js'
import { changedColumns, readDelivery } from './delivery_rows.js'

const DELIVERIES = hotTableNamed('deliveries')
const quotedList = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ')

/** One range of the index each: what waits, what was in hands that are gone, and what has had no verdict. */
export const DUE = ['waiting', 'sending', 'sent'] as const

/** None before it of the same key and target is unsettled. */
const isFirst = (dialect: Dialect): string =>
  `not exists (select 1 from deliveries e${dialect.byIndex('deliveries_by_order')} where e.target = d.target and e.order_key = d.order_key and e.seq < d.seq and e.status in (${quotedList(HOLDING)}))`

/** Ids in the order in which they fall due, those that wait before those that come back. */
const dueIds = async (connection: SqlConnection, dialect: Dialect, { target, nowMs, limit }: DeliveryClaim): Promise<string[]> => {
  const parts = DUE.map((status) => {
    const first = status === 'waiting' ? ` and ${isFirst(dialect)}` : ''
    const due = `select d.id from deliveries d${dialect.byIndex('deliveries_by_due')} where d.target = ? and d.status = '${status}' and d.next_attempt_at_ms <= ?${first}`
    return `select * from (${due} order by d.next_attempt_at_ms, d.id limit ${limit}) of_${status}`
  })
  const rows = await connection.all(parts.join(' union all '), DUE.flatMap(() => [target, nowMs]))
  return rows.slice(0, limit).map((row) => String(row.id))
}

const take = async (connection: SqlConnection, dialect: Dialect, claim: DeliveryClaim): Promise<HeldDelivery[]> => {
  const ids = await dueIds(connection, dialect, claim)
  if (ids.length === 0) return []
  // looked for without locks, then locked: another node may have been quicker
  const rows = await connection.all(
    `select t.* from ${dialect.idList} ${dialect.orderedJoin} deliveries t on t.id = k.id where t.status in (${quotedList(DUE)}) and t.next_attempt_at_ms <= ?${dialect.skipLocked}`,
    [JSON.stringify(ids), claim.nowMs],
  )
  const { owner, leaseUntilMs } = claim
  const taken = rows.map((row) => {
    const held = readDelivery(row)
    const isPoll = held.status === 'sent'
    return { ...held, fence: held.fence + 1, status: isPoll ? held.status : ('sending' as const), attempts: isPoll ? held.attempts : held.attempts + 1, nextAttemptAtMs: leaseUntilMs }
  })
  await updateAll(connection, 'deliveries', taken.map(({ id, fence, status, attempts }) => ({ id, fence, status, attempts, nextAttemptAtMs: leaseUntilMs, leaseOwner: owner, leaseUntilMs })))
  const place = new Map(ids.map((id, index) => [id, index]))
  return taken.sort((one, other) => place.get(one.id)! - place.get(other.id)!)
}

/** Results first: what they free may be claimed in the same transaction. */
export const turn = (dialect: Dialect): DeliveryStore['turn'] => (results, claim) =>
  dialect.transaction(async (connection) => {
    const rows = results.map(({ held, change }) => changedColumns(held, change))
    if (rows.length > 0) {
      await connection.writeTables([{ table: DELIVERIES, writes: { inserts: [], puts: [], deletes: [], updates: [{ by: ['id', 'fence'], rows }] } }])
    }
    return claim === null || claim.limit <= 0 ? [] : take(connection, dialect, claim)
  })
