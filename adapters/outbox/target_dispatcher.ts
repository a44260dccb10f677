import type { HeldDelivery, DeliveryChange, DeliveryStore } from '#processes/foundation/deliveries/delivery_store'
import type { Receipt, SendTools, SharedOptions, TargetKind, TargetSettings } from '#processes/foundation/deliveries/target'
import { MAXIMUM_ATTEMPTS } from './backoff.js'
import { circuitAt, failed, succeeded, type Circuit } from './circuit.js'
import { messageOf } from './message_of.js'
import { createPace } from './pace.js'
import { untilOpen } from './sending_window.js'
import { settleAttempt, stillWaiting, unmappable } from './settle_attempt.js'

/** A target as it is set at this moment. */
export interface ActiveTarget {
  settings: TargetSettings
  kind: TargetKind
}

export interface TargetDispatcherParts {
  store: DeliveryStore
  /** Null = it is set no more, or switched off. */
  target(): ActiveTarget | null
  owner: string
  tools: SendTools
  random(): number
  /** True while this process, and no other, serves the target. */
  hasDuty(): Promise<boolean>
  circuit: Circuit
  circuitChanged(circuit: Circuit): void
  /** A claim outlasts the slowest answer by so much; then another process may take it. */
  leaseMarginMs: number
}

export interface TargetDispatcher {
  /** Does what there is to do; answers after how many milliseconds it should be called again (0 = at once). */
  work(): Promise<number>
  /** Waits for what is under way, and gives back what was not begun. */
  stop(): Promise<void>
}

/** Looked for so often when nothing waits. */
const IDLE_MS = 500
/** Pauses between transactions while requests are under way: results that come in together are written together. */
const PAUSE_MS = { whenShort: 10, whenPlenty: 25, longest: 100 }
const FEWEST_CLAIMED = 16
const MOST_CLAIMED = 400
/** How long a verdict is waited for, where the target says nothing. */
const VERDICT_AFTER_MS = 24 * 3_600_000

/** Sends one target's deliveries: claims heads in batches, keeps `concurrency` requests under way, and writes results together with the next claim. */
export function createTargetDispatcher(parts: TargetDispatcherParts): TargetDispatcher {
  const { store, tools } = parts
  const pace = createPace()
  let { circuit } = parts
  const ready: { held: HeldDelivery; leaseUntilMs: number }[] = []
  let results: { held: HeldDelivery; change: DeliveryChange }[] = []
  const underWay = new Set<Promise<void>>()
  let isStopping = false
  let exchangedAtMs = 0
  let exchangeTookMs = 0
  let somethingEnded: () => void = () => undefined

  const setCircuit = (next: Circuit): void => {
    const isNews = next.state !== circuit.state || next.retryAtMs !== circuit.retryAtMs
    circuit = next
    if (isNews) parts.circuitChanged(next)
  }

  const note = (held: HeldDelivery, change: DeliveryChange): void => {
    results.push({ held, change })
  }

  const judge = (receipt: Receipt, { firstPauseMs }: SharedOptions): boolean => {
    const nowMs = tools.nowMs()
    const wasDown = circuit.state !== 'closed'
    if (receipt.kind !== 'retry') setCircuit(succeeded(circuit, nowMs))
    else setCircuit(failed(circuit, receipt.reason, { nowMs, random: parts.random(), ...(receipt.retryAfterMs === undefined ? {} : { retryAfterMs: receipt.retryAfterMs }), ...(firstPauseMs === undefined ? {} : { firstPauseMs }) }))
    return wasDown || circuit.state !== 'closed'
  }

  const send = async (held: HeldDelivery, active: ActiveTarget): Promise<void> => {
    const { settings, kind } = active
    const mapped = messageOf(held, active)
    if (!mapped.ok) return note(held, unmappable(held, mapped.reason, tools.nowMs()))
    const receipt = await answered(() => kind.send(mapped.message, settings, tools))
    const isTargetDown = judge(receipt, settings.options)
    const { maximumAttempts = MAXIMUM_ATTEMPTS, firstPauseMs } = settings.options as SharedOptions
    note(held, settleAttempt(held, receipt, { nowMs: tools.nowMs(), random: parts.random(), maximumAttempts, ...(firstPauseMs === undefined ? {} : { firstPauseMs }), isTargetDown, message: mapped.message }))
  }

  const ask = async (held: HeldDelivery, { settings, kind }: ActiveTarget): Promise<void> => {
    const receipt = kind.poll === undefined ? null : await answered(() => kind.poll!(held.id, settings, tools))
    const nowMs = tools.nowMs()
    const { verdictAfterMs = VERDICT_AFTER_MS, maximumAttempts = MAXIMUM_ATTEMPTS } = settings.options as SharedOptions
    if (receipt !== null) judge(receipt, settings.options)
    if (receipt === null || receipt.kind === 'sent') return note(held, stillWaiting(held, { nowMs, random: parts.random(), verdictAfterMs }))
    note(held, settleAttempt(held, receipt, { nowMs, random: parts.random(), maximumAttempts, isTargetDown: true, message: null }))
  }

  /** As it was before it was claimed: no attempt was made. */
  const giveBack = (held: HeldDelivery): void => {
    const attempts = held.status === 'sent' ? held.attempts : held.attempts - 1
    note(held, { status: held.status === 'sent' ? 'sent' : 'waiting', attempts, nextAttemptAtMs: tools.nowMs() })
  }

  const begin = ({ held, leaseUntilMs }: (typeof ready)[number], active: ActiveTarget): void => {
    // held for too long to be sure of it
    if (tools.nowMs() > leaseUntilMs - active.settings.timeoutMs) return giveBack(held)
    const done: Promise<void> = (held.status === 'sent' ? ask(held, active) : send(held, active)).finally(() => {
      underWay.delete(done)
      if (!isStopping) pump(active)
      somethingEnded()
    })
    underWay.add(done)
  }

  /** Begins what may begin; milliseconds until the pace lets the next one. */
  const pump = (active: ActiveTarget): number => {
    const most = circuit.state === 'closed' ? active.settings.concurrency : 1
    while (ready.length > 0 && underWay.size < most && circuit.state !== 'open') {
      const waitMs = pace.take(active.settings.perSecond, tools.nowMs())
      if (waitMs > 0) return waitMs
      begin(ready.shift()!, active)
    }
    return IDLE_MS
  }

  /** How many to claim: a target that was quick since the last time is given more ahead. */
  const room = ({ settings }: ActiveTarget): number => {
    if (circuit.state === 'half_open') return ready.length + underWay.size > 0 ? 0 : 1
    const batch = Math.min(MOST_CLAIMED, Math.max(FEWEST_CLAIMED, settings.concurrency * 4, results.length * 3), settings.perSecond === null ? MOST_CLAIMED : Math.max(1, Math.ceil(settings.perSecond * 5)))
    return ready.length > batch / 2 ? 0 : batch - ready.length
  }

  const exchange = async (active: ActiveTarget, limit: number): Promise<number> => {
    const nowMs = tools.nowMs()
    const leaseUntilMs = nowMs + active.settings.timeoutMs * 2 + parts.leaseMarginMs
    const written = results
    results = []
    const beganMs = performance.now()
    try {
      const claim = limit === 0 ? null : { target: active.settings.id, owner: parts.owner, nowMs, leaseUntilMs, limit }
      const claimed = written.length === 0 && claim === null ? [] : await store.turn(written, claim)
      for (const held of claimed) ready.push({ held, leaseUntilMs })
      return claimed.length
    } catch (error) {
      results = [...written, ...results]
      throw error
    } finally {
      exchangedAtMs = performance.now()
      exchangeTookMs = exchangedAtMs - beganMs
    }
  }

  /** Milliseconds until the next transaction: while there is plenty to send, writing takes no more than half of the time. */
  const untilExchange = ({ settings }: ActiveTarget): number => {
    if (underWay.size === 0) return 0
    const isPlenty = ready.length > settings.concurrency
    const pauseMs = isPlenty ? Math.min(PAUSE_MS.longest, Math.max(PAUSE_MS.whenPlenty, exchangeTookMs)) : PAUSE_MS.whenShort
    return pauseMs - (performance.now() - exchangedAtMs)
  }

  const ended = (waitMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      somethingEnded = () => {
        clearTimeout(timer)
        somethingEnded = () => undefined
        resolve()
      }
    })

  const settle = async (active: ActiveTarget | null): Promise<void> => {
    for (const { held } of ready.splice(0)) giveBack(held)
    if (results.length > 0 && active !== null) await exchange(active, 0)
  }

  return {
    async work() {
      const active = parts.target()
      if (active === null || !(await parts.hasDuty())) {
        await settle(active)
        return IDLE_MS * 4
      }
      setCircuit(circuitAt(circuit, tools.nowMs()))
      const closedMs = Math.max(untilOpen(active.settings.window, tools.nowMs()), circuit.state === 'open' ? (circuit.retryAtMs ?? 0) - tools.nowMs() : 0)
      if (closedMs > 0) {
        await settle(active)
        if (underWay.size === 0) return Math.min(closedMs, 10_000)
        await ended(IDLE_MS)
        return 0
      }
      const isQuiet = ready.length + underWay.size + results.length === 0
      if (isQuiet) {
        const dueMs = await store.nextDueMs(active.settings.id)
        if (dueMs === null || dueMs > tools.nowMs()) return Math.max(1, Math.min(IDLE_MS, dueMs === null ? IDLE_MS : dueMs - tools.nowMs()))
      }
      const restMs = untilExchange(active)
      if (restMs > 0) {
        await ended(Math.min(restMs, pump(active)))
        return 0
      }
      const claimed = isStopping ? 0 : await exchange(active, room(active))
      if (isQuiet && claimed === 0) return IDLE_MS
      const waitMs = pump(active)
      if (underWay.size > 0 || ready.length > 0) await ended(Math.min(waitMs, IDLE_MS))
      return 0
    },

    async stop() {
      isStopping = true
      await Promise.allSettled(underWay)
      await settle(parts.target())
    },
  }
}

/** A kind that throws, against its contract, is tried again like a target that fails. */
async function answered(work: () => Promise<Receipt>): Promise<Receipt>
async function answered(work: () => Promise<Receipt | null>): Promise<Receipt | null>
async function answered(work: () => Promise<Receipt | null>): Promise<Receipt | null> {
  try {
    return await work()
  } catch (error) {
    return { kind: 'retry', code: 'EXCEPTION', reason: `发送时出错：${error instanceof Error ? error.message : String(error)}` }
  }
}
