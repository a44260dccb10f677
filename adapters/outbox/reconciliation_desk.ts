import { DAY_MS, dateText, dayNumber, parseDate, startOfDayMs } from '#processes/foundation/calendar/local_time'
import type { Delivery } from '#processes/foundation/deliveries/delivery'
import type { DeliveryStore, ReconciliationStore } from '#processes/foundation/deliveries/delivery_store'
import type { Reconciliation, ReconciliationDesk } from '#processes/foundation/deliveries/ports'
import type { LedgerEntry, SendTools } from '#processes/foundation/deliveries/target'
import { compareSides, earlierDays } from './reconcile.js'
import { entry, noted } from './settle_attempt.js'
import type { ActiveTarget } from './target_dispatcher.js'

export interface ReconciliationParts {
  store: DeliveryStore
  reconciliations: ReconciliationStore
  active(): ReadonlyMap<string, ActiveTarget>
  toolsFor(target: string): SendTools
  receiveReceipt(target: string, messageId: string, status: LedgerEntry['status']): Promise<unknown>
  print(reconciliation: Reconciliation, targetName: string): Promise<Uint8Array>
  nowMs(): number
  /** Settled deliveries are kept so many days: days before cannot be compared any more. Null = for ever. */
  keptDays: number | null
  wake(target: string): void
}

/** 对账: asks a target what it has of a day, compares, keeps what differs, and sends again what is missing there. */
export function createReconciliationDesk(parts: ReconciliationParts): ReconciliationDesk {
  const { store, reconciliations } = parts

  const compare = async ({ kind, settings }: ActiveTarget, date: string, fromMs: number): Promise<Pick<Reconciliation, 'counts' | 'differences'>> => {
    const ledger = (day: string) => kind.ledger!(day, settings, parts.toolsFor(settings.id))
    const theirs = await ledger(date)
    const ours = await store.sentBetween(settings.id, fromMs, fromMs + DAY_MS)
    const known = new Map<string, Delivery>(ours.map((one) => [one.id, one]))
    const others = theirs.map(({ messageId }) => messageId).filter((id) => !known.has(id))
    for (const one of await store.byIds(others)) if (one.target === settings.id) known.set(one.id, one)
    const inTheirs = new Set(theirs.map(({ messageId }) => messageId))
    const around = new Map<string, LedgerEntry>()
    for (const day of earlierDays(ours.filter(({ id }) => !inTheirs.has(id)), date)) for (const one of await ledger(day)) around.set(one.messageId, one)
    return compareSides({ ours, theirs, named: known, around })
  }

  return {
    async run(target, date, by) {
      const active = parts.active().get(target)
      const day = parseDate(date)
      if (active === undefined) return { ok: false, message: '对接目标不存在或已停用。请先启用。' }
      if (day === null || date > dateText(dayNumber(parts.nowMs()))) return { ok: false, message: '请选择今天或以前的日期。' }
      if (parts.keptDays !== null && startOfDayMs(day) < parts.nowMs() - parts.keptDays * DAY_MS) return { ok: false, message: `${date} 的推送已过保存期（${parts.keptDays} 天），不能再对账。` }
      if (active.kind.ledger === undefined) return { ok: false, message: `“${active.settings.name}”不提供台账查询，不能对账。` }
      try {
        const reconciliation: Reconciliation = { target, date, takenAtMs: parts.nowMs(), by, ...(await compare(active, date, startOfDayMs(day))) }
        await reconciliations.put(reconciliation)
        return { ok: true, reconciliation }
      } catch (error) {
        return { ok: false, message: `查询对方台账没有成功：${error instanceof Error ? error.message : String(error)}。请稍后再试。` }
      }
    },

    list: reconciliations.list,
    find: reconciliations.find,

    async settle(target, date, by) {
      const { differences = [] } = (await reconciliations.find(target, date)) ?? {}
      const missing = differences.flatMap((one) => (one.kind === 'missing_above' ? [one.delivery] : []))
      const nowMs = parts.nowMs()
      const resent = await store.changeAll(missing, nowMs, (row) =>
        row.target !== target || (row.status !== 'accepted' && row.status !== 'confirmed') ? null : {
          change: { status: 'waiting', attempts: 0, sentAtMs: null, settledAtMs: null, nextAttemptAtMs: nowMs, history: noted(row, entry('waiting', nowMs, null, `对账（${date}）：对方没有，重发`, by)) },
        },
      )
      let corrected = 0
      for (const one of differences) {
        if (one.kind === 'status_differs' && (await parts.receiveReceipt(target, one.delivery, one.theirs)) === 'taken') corrected += 1
      }
      parts.wake(target)
      return { resent, corrected }
    },

    async pdf(target, date) {
      const reconciliation = await reconciliations.find(target, date)
      return reconciliation === null ? null : parts.print(reconciliation, parts.active().get(target)?.settings.name ?? target)
    },
  }
}
