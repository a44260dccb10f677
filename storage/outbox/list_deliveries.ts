import { HOLDING } from '#processes/foundation/deliveries/delivery'
import { SENT_STATUSES, type DeliveryStore } from '#processes/foundation/deliveries/delivery_store'
import type { DeliveryCount, DeliveryFilter, DeliveryQueries } from '#processes/foundation/deliveries/ports'
import type { Dialect } from '../dialects/dialect.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { beyond, condition, joined, type SqlCondition } from '../queries/sql_condition.js'
import { DUE } from './claim_deliveries.js'
import { readDelivery } from './delivery_rows.js'

const LAST_CHARACTER = '\u{10FFFF}'
const marks = (words: readonly string[]): string => words.map(() => '?').join(', ')

const conditionsOf = ({ target, statuses, kinds, caseKey, number, fromMs, toMs }: DeliveryFilter): SqlCondition[] => [
  ...(target === undefined ? [] : [condition('target = ?', target)]),
  ...(statuses === undefined || statuses.length === 0 ? [] : [condition(`status in (${marks(statuses)})`, ...statuses)]),
  ...(kinds === undefined || kinds.length === 0 ? [] : [condition(`kind in (${marks(kinds)})`, ...kinds)]),
  ...(caseKey === undefined ? [] : [condition('case_key = ?', caseKey)]),
  ...(number === undefined || number === '' ? [] : [condition('number >= ? and number < ?', number, number + LAST_CHARACTER)]),
  ...(fromMs === undefined ? [] : [condition('created_at_ms >= ?', fromMs)]),
  ...(toMs === undefined ? [] : [condition('created_at_ms < ?', toMs)]),
]

export const deliveryQueries = (dialect: Dialect): DeliveryQueries & Pick<DeliveryStore, 'idsOf' | 'sentBetween' | 'byIds' | 'nextDueMs'> => ({
  async list(filter, after, limit) {
    const signature = listSignature('deliveries', filter)
    const { sql, values } = joined([...conditionsOf(filter), ...beyond('created_at_ms', 'id', readCursor(after, signature), true)])
    const rows = await dialect.read((connection) => connection.all(`select * from deliveries where ${sql} order by created_at_ms desc, id desc limit ${Math.trunc(limit) + 1}`, values))
    const deliveries = rows.slice(0, limit).map(readDelivery)
    const last = deliveries.at(-1)
    return { deliveries, next: rows.length > limit && last ? writeCursor(signature, { sort: last.createdAtMs, id: last.id }) : null }
  },

  async find(id) {
    const [row] = await dialect.read((connection) => connection.all('select * from deliveries where id = ?', [id]))
    return row ? readDelivery(row) : null
  },

  async counts() {
    const rows = await dialect.read((connection) =>
      connection.all(`select target, status, count(*) as n, min(created_at_ms) as oldest from deliveries where status in (${marks(HOLDING)}) group by target, status`, [...HOLDING]),
    )
    return rows.map((row): DeliveryCount => ({ target: String(row.target), status: String(row.status) as DeliveryCount['status'], count: Number(row.n), oldestMs: Number(row.oldest) }))
  },

  async idsOf(filter, limit) {
    const { sql, values } = joined(conditionsOf(filter))
    const rows = await dialect.read((connection) => connection.all(`select id from deliveries where ${sql} order by created_at_ms, id limit ${Math.trunc(limit)}`, values))
    return rows.map((row) => String(row.id))
  },

  async sentBetween(target, fromMs, toMs) {
    const rows = await dialect.read((connection) =>
      connection.all(`select * from deliveries where target = ? and sent_at_ms >= ? and sent_at_ms < ? and status in (${marks(SENT_STATUSES)}) order by sent_at_ms, id`, [target, fromMs, toMs, ...SENT_STATUSES]),
    )
    return rows.map(readDelivery)
  },

  async byIds(ids) {
    if (ids.length === 0) return []
    const rows = await dialect.read((connection) => connection.all(`select t.* from ${dialect.idList} join deliveries t on t.id = k.id`, [JSON.stringify(ids)]))
    return rows.map(readDelivery)
  },

  async nextDueMs(target) {
    // one look at the index per status, however many wait
    const firsts = DUE.map((status) => `select min(next_attempt_at_ms) as due from deliveries where target = ? and status = '${status}'`)
    const [row] = await dialect.read((connection) => connection.all(`select min(due) as due from (${firsts.join(' union all ')}) firsts`, DUE.map(() => target)))
    return row?.due === null || row?.due === undefined ? null : Number(row.due)
  },
})
