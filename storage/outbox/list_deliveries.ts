import { HOLDING, type DeliveryStatus } from '#processes/foundation/deliveries/delivery'
import { SENT_STATUSES, type DeliveryStore } from '#processes/foundation/deliveries/delivery_store'
import { MOST_COUNTED, type DeliveryCount, type DeliveryFilter, type DeliveryQueries, type StuckBatch } from '#processes/foundation/deliveries/ports'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { beyond, condition, joined, type SqlCondition } from '../queries/sql_condition.js'
import { DUE } from './claim_deliveries.js'
import { readDelivery } from './delivery_rows.js'

const LAST_CHARACTER = '\u{10FFFF}'
const marks = (words: readonly string[]): string => words.map(() => '?').join(', ')

const conditionsOf = ({ target, statuses, kinds, caseKey, orderKey, number, fromMs, toMs }: DeliveryFilter): SqlCondition[] => [
  ...(target === undefined ? [] : [condition('target = ?', target)]),
  ...(statuses === undefined || statuses.length === 0 ? [] : [condition(`status in (${marks(statuses)})`, ...statuses)]),
  ...(kinds === undefined || kinds.length === 0 ? [] : [condition(`kind in (${marks(kinds)})`, ...kinds)]),
  ...(caseKey === undefined ? [] : [condition('case_key = ?', caseKey)]),
  ...(orderKey === undefined ? [] : [condition('order_key = ?', orderKey)]),
  ...(number === undefined || number === '' ? [] : [condition('number >= ? and number < ?', number, number + LAST_CHARACTER)]),
  ...(fromMs === undefined ? [] : [condition('created_at_ms >= ?', fromMs)]),
  ...(toMs === undefined ? [] : [condition('created_at_ms < ?', toMs)]),
]

/** Targets that have deliveries, one look at the index each. */
const targetsOf = async (connection: SqlConnection): Promise<string[]> => {
  const targets: string[] = []
  for (let after = ''; ; ) {
    const [row] = await connection.all('select min(target) as target from deliveries where target > ?', [after])
    if (row?.target === null || row?.target === undefined) return targets
    after = String(row.target)
    targets.push(after)
  }
}

/** The first of a target and status as they fall due, as far as they are counted. */
const countOf = async (connection: SqlConnection, dialect: Dialect, target: string, status: DeliveryStatus): Promise<{ count: number; oldestMs: number; firstId: string | null }> => {
  const first = `from deliveries${dialect.byIndex('deliveries_by_due')} where target = ? and status = ? order by next_attempt_at_ms, id limit`
  const [counted] = await connection.all(`select count(*) as n, min(created_at_ms) as oldest from (select created_at_ms ${first} ${MOST_COUNTED}) counted`, [target, status])
  const count = Number(counted?.n ?? 0)
  if (count === 0) return { count, oldestMs: 0, firstId: null }
  const [row] = await connection.all(`select id ${first} 1`, [target, status])
  return { count, oldestMs: Number(counted!.oldest), firstId: row === undefined ? null : String(row.id) }
}

/** What stands still does so in one of these; mostly there is little of it. */
const STUCK: ReadonlySet<DeliveryStatus> = new Set(['rejected', 'dead'])
/** So few are read by their ids; more of them are met soon enough on the way along the list. */
const FEW = 2_000

/** Ids of all that stands still in the statuses of a filter, when it asks for such alone and they are few: the list would else pass everything that arrived to find them. */
async function fewStuck(connection: SqlConnection, dialect: Dialect, { statuses = [], target, caseKey }: DeliveryFilter): Promise<string[] | null> {
  if (statuses.length === 0 || caseKey !== undefined || statuses.some((status) => !STUCK.has(status))) return null
  const ids: string[] = []
  for (const one of target === undefined ? await targetsOf(connection) : [target]) {
    for (const status of statuses) {
      const rows = await connection.all(`select id from deliveries${dialect.byIndex('deliveries_by_due')} where target = ? and status = ? limit ${FEW + 1 - ids.length}`, [one, status])
      ids.push(...rows.map(({ id }) => String(id)))
      if (ids.length > FEW) return null
    }
  }
  return ids
}

export const deliveryQueries = (dialect: Dialect): DeliveryQueries & Pick<DeliveryStore, 'idsOf' | 'sentBetween' | 'byIds' | 'nextDueMs'> => ({
  async list(filter, after, limit) {
    const signature = listSignature('deliveries', filter)
    const { sql, values } = joined([...conditionsOf(filter), ...beyond('created_at_ms', 'deliveries.id', readCursor(after, signature), true)])
    const rows = await dialect.read(async (connection) => {
      const few = await fewStuck(connection, dialect, filter)
      const from = few === null ? 'deliveries' : `${dialect.idList} ${dialect.orderedJoin} deliveries on deliveries.id = k.id`
      // facts and messages are read of the page's own rows only
      const found = `select deliveries.id, created_at_ms from ${from} where ${sql} order by created_at_ms desc, deliveries.id desc limit ${Math.trunc(limit) + 1}`
      return connection.all(`select t.* from (${found}) p join deliveries t on t.id = p.id order by p.created_at_ms desc, p.id desc`, [...(few === null ? [] : [JSON.stringify(few)]), ...values])
    })
    const deliveries = rows.slice(0, limit).map(readDelivery)
    const last = deliveries.at(-1)
    return { deliveries, next: rows.length > limit && last ? writeCursor(signature, { sort: last.createdAtMs, id: last.id }) : null }
  },

  async find(id) {
    const [row] = await dialect.read((connection) => connection.all('select * from deliveries where id = ?', [id]))
    return row ? readDelivery(row) : null
  },

  counts: () =>
    dialect.read(async (connection) => {
      const counts: DeliveryCount[] = []
      for (const target of await targetsOf(connection)) {
        for (const status of HOLDING) {
          const { count, oldestMs } = await countOf(connection, dialect, target, status)
          if (count > 0) counts.push({ target, status, count, oldestMs })
        }
      }
      return counts
    }),

  stuck: () =>
    dialect.read(async (connection) => {
      const batches: StuckBatch[] = []
      for (const target of await targetsOf(connection)) {
        const [rejected, dead] = [await countOf(connection, dialect, target, 'rejected'), await countOf(connection, dialect, target, 'dead')]
        const count = rejected.count + dead.count
        const oldestId = rejected.firstId ?? dead.firstId
        if (oldestId !== null) batches.push({ target, count, isMore: rejected.count === MOST_COUNTED || dead.count === MOST_COUNTED, oldestId })
      }
      return batches
    }),

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
