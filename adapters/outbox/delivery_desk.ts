import type { Engine } from '#engine/runtime/engine'
import type { BusinessRow } from '#engine/runtime/participant'
import { rowKeyText } from '#engine/runtime/participant'
import type { County } from '#processes/foundation/case/business'
import { mayBeSkipped, STATUS_NAMES, type Delivery, type DeliveryStatus } from '#processes/foundation/deliveries/delivery'
import type { DeliveryStore, DeskChange, HeldDelivery } from '#processes/foundation/deliveries/delivery_store'
import { deriveAgain, tellStanding } from '#processes/foundation/deliveries/derive_again'
import { FACT_VERSION, type AnyFact } from '#processes/foundation/deliveries/fact'
import type { DeliveryDesk, DeliveryFilter, DeskAnswer } from '#processes/foundation/deliveries/ports'
import type { FactTarget } from '#processes/foundation/deliveries/target'
import { receivedRoots } from './received_roots.js'
import { entry, noted, settleReceipt, UNMAPPABLE } from './settle_attempt.js'
import { standingInstance } from './standing_instance.js'

export interface DeskParts {
  store: DeliveryStore
  engine: Pick<Engine, 'instances' | 'definitions' | 'businessRows'>
  county(): County
  targets(): readonly FactTarget[]
  nowMs(): number
  /** The dispatcher looks at once. */
  wake(target: string): void
}

const STUCK: readonly DeliveryStatus[] = ['rejected', 'dead']
const isStuck = ({ status }: Delivery): boolean => STUCK.includes(status)
const MOST_AT_ONCE = 10_000
/** Of one event to all targets, editions included. */
const MOST_REPORTS = 500
/** Rows changed in one transaction. */
const PORTION = 500

/** What people and receipts do with deliveries. */
export function createDeliveryDesk(parts: DeskParts): DeliveryDesk {
  const { store, nowMs } = parts

  /** Of one that `may` be changed so; `words` say what cannot be done with another. */
  const ofOne = async (id: string, may: (row: Delivery) => boolean, words: string, change: (row: HeldDelivery) => DeskChange): Promise<DeskAnswer> => {
    let found: Delivery | null = null
    const after = await store.change({ id }, nowMs(), (row) => {
      found = row
      return may(row) ? change(row) : null
    })
    const before = found as Delivery | null
    if (before === null || after === null) return { ok: false, message: '找不到这条推送记录。请刷新后再试。' }
    if (!may(before)) return { ok: false, message: `这条记录现在是“${STATUS_NAMES[before.status]}”，不能${words}。请刷新后查看。` }
    parts.wake(before.target)
    return { ok: true, delivery: after }
  }

  const again = (row: HeldDelivery, by: string): DeskChange => {
    const status = 'waiting'
    // refused for what it said: made anew, by the settings of today; otherwise it may have arrived, and stays word for word the same
    const message = row.status === 'rejected' || row.code === UNMAPPABLE ? { message: null } : {}
    return { change: { status, attempts: 0, sentAtMs: null, settledAtMs: null, nextAttemptAtMs: nowMs(), ...message, history: noted(row, entry(status, nowMs(), null, '人工重发', by)) } }
  }

  /** Skipped, with the fact as it is now at its place. */
  const replaced = (row: HeldDelivery, fact: AnyFact, target: FactTarget, words: string, by: string | null): DeskChange => ({
    change: { status: 'skipped', settledAtMs: nowMs(), history: noted(row, entry('skipped', nowMs(), null, words, by)) },
    replacement: { fact, schemaVersion: FACT_VERSION, mappingVersion: target.mappingVersion },
  })

  const freshFact = async (fact: AnyFact): Promise<AnyFact | null> => {
    const standing = await standingInstance(parts.engine, fact.caseKey)
    if (standing === null) return null
    const rows = new Map<string, BusinessRow | null>()
    for (;;) {
      const derived = deriveAgain(fact, standing, parts.county(), nowMs(), rows)
      if ('fact' in derived) return derived.fact
      for (const { table, key } of derived.wanted) rows.set(rowKeyText({ table, key }), await parts.engine.businessRows.find(table, key))
    }
  }

  const changeInPortions = async (ids: readonly string[], decide: (row: HeldDelivery) => DeskChange | null): Promise<number> => {
    let count = 0
    for (let at = 0; at < ids.length; at += PORTION) count += await store.changeAll(ids.slice(at, at + PORTION), nowMs(), decide)
    return count
  }

  return {
    skip: (id, by, reason) => ofOne(id, mayBeSkipped, '跳过', (row) => ({
      change: { status: 'skipped', settledAtMs: nowMs(), history: noted(row, entry('skipped', nowMs(), null, `人工跳过：${reason}`, by)) },
    })),

    retry: (id, by) => ofOne(id, isStuck, '重发', (row) => again(row, by)),

    async resendCorrected(id, by) {
      const before = await store.find(id)
      if (before === null) return { ok: false, message: '找不到这条推送记录。请刷新后再试。' }
      const target = parts.targets().find((one) => one.id === before.target)
      if (target === undefined) return { ok: false, message: '对接目标已停用，不能更正重报。请先启用。' }
      if (before.isUnreadable === true) return { ok: false, message: '原来的内容无法解密，不能更正重报。请核对 MASTER_KEY 或恢复备份，也可以跳过。' }
      const fact = (await freshFact(before.fact)) ?? before.fact
      return ofOne(id, isStuck, '更正重报', (row) => replaced(row, fact, target, '已按办件现状更正，另行重报', by))
    },

    async correct({ caseKey, kind, sequence }) {
      const { deliveries } = await store.list({ caseKey, kinds: [kind] }, null, MOST_REPORTS)
      let count = 0
      for (const { id, target: of, fact } of deliveries.filter((one) => one.fact.kind === kind && one.fact.content.sequence === sequence)) {
        const target = parts.targets().find((one) => one.id === of)
        const fresh = target === undefined ? null : await freshFact(fact)
        if (target === undefined || fresh === null) continue
        let isReplaced = false
        await store.change({ id }, nowMs(), (row) => {
          isReplaced = STUCK.includes(row.status) || (row.status === 'waiting' && row.attempts === 0)
          return isReplaced ? replaced(row, fresh, target, '报送人已更正，另行重报', null) : null
        })
        if (isReplaced) count += 1
        parts.wake(of)
      }
      return { count }
    },

    async resendRange({ again: withAccepted = false, ...filter }, by) {
      const statuses: readonly DeliveryStatus[] = withAccepted ? [...STUCK, 'accepted', 'confirmed'] : STUCK
      const wanted: DeliveryFilter = { ...filter, statuses: statuses.filter((status) => filter.statuses === undefined || filter.statuses.includes(status)) }
      if (wanted.statuses?.length === 0) return { count: 0 }
      const count = await changeInPortions(await store.idsOf(wanted, MOST_AT_ONCE), (row) => (statuses.includes(row.status) ? again(row, by) : null))
      parts.wake(filter.target)
      return { count }
    },

    async tellRange({ target: id, fromMs, toMs }) {
      const target = parts.targets().find((one) => one.id === id)
      if (target === undefined) return { count: 0 }
      let count = 0
      for await (const instanceId of receivedRoots(parts.engine.businessRows, fromMs, toMs)) {
        const standing = await standingInstance(parts.engine, instanceId)
        if (standing !== null) count += await store.tell(nowMs(), (rows) => tellStanding(standing, parts.county(), target, nowMs(), rows))
        if (count >= MOST_AT_ONCE) break
      }
      parts.wake(id)
      return { count }
    },

    async receiveReceipt(target, of, receipt) {
      let isTaken = false
      const found = await store.change('messageId' in of ? { id: of.messageId } : { target, upperId: of.upperId }, nowMs(), (row) => {
        const change = row.target === target ? settleReceipt(row, receipt, nowMs()) : null
        isTaken = change !== null
        return change === null ? null : { change }
      })
      if (found === null || found.target !== target) return 'unknown'
      if (isTaken) parts.wake(target)
      return isTaken ? 'taken' : 'unchanged'
    },
  }
}
