import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import { DAY_MS, dateText, dayNumber, startOfDayMs } from '#processes/foundation/calendar/local_time'
import type { Reconciliation, ReconciliationDesk } from '#processes/foundation/deliveries/ports'
import type { ActiveTarget } from './target_dispatcher.js'

export interface NightlyParts {
  desk: Pick<ReconciliationDesk, 'run' | 'find'>
  active(): ReadonlyMap<string, ActiveTarget>
  /** Since when a target has been set: days before are nobody's. */
  sinceMs(target: string): Promise<number>
  leases: LeaseStore
  node: string
  nowMs(): number
  /** What differs, or could not be asked: for the people responsible. */
  tell(outcome: NightlyOutcome): Promise<void>
}

export type NightlyOutcome = { name: string; target: string; date: string } & ({ kind: 'differs'; reconciliation: Reconciliation } | { kind: 'failed'; message: string })

/** Minutes after midnight, county time, from which the day before is asked for: what was sent before midnight has been taken by then. */
export const NIGHTLY_FROM_MINUTE = 30
/** Days that are made up for after the server, or the other side, was down. */
const CAUGHT_UP_DAYS = 7
const DUTY = 'reconciliation'
const DUTY_MS = 10 * 60_000
/** After an attempt that failed. */
const PAUSE_MS = 30 * 60_000

/**
 * 对账 by itself: every day that is over, of every target that can be asked, once – by the node that has the duty. A day is over when its
 * reconciliation was taken after its end; one that a person took during the day is taken again.
 */
export function createNightlyReconciliation(parts: NightlyParts): { runOnce(signal?: AbortSignal): Promise<boolean> } {
  const done = new Set<string>()
  const pausedUntil = new Map<string, number>()
  const { nowMs } = parts

  const isDone = async (target: string, day: number): Promise<boolean> => {
    const key = `${target} ${day}`
    if (done.has(key)) return true
    const found = await parts.desk.find(target, dateText(day))
    if (found === null || found.takenAtMs < startOfDayMs(day + 1)) return false
    done.add(key)
    return true
  }

  const take = async ({ settings }: ActiveTarget, day: number): Promise<boolean> => {
    const of = { name: settings.name, target: settings.id, date: dateText(day) }
    const answer = await parts.desk.run(settings.id, of.date, 'system')
    if (!answer.ok) {
      pausedUntil.set(settings.id, nowMs() + PAUSE_MS)
      await parts.tell({ ...of, kind: 'failed', message: answer.message })
      return false
    }
    done.add(`${settings.id} ${day}`)
    if (answer.reconciliation.differences.length > 0) await parts.tell({ ...of, kind: 'differs', reconciliation: answer.reconciliation })
    return true
  }

  const ofTarget = async (active: ActiveTarget, signal: AbortSignal | undefined): Promise<void> => {
    const { id } = active.settings
    const today = dayNumber(nowMs())
    const first = Math.max(today - CAUGHT_UP_DAYS, dayNumber(await parts.sinceMs(id)))
    for (let day = first; day < today; day += 1) {
      if (signal?.aborted === true || nowMs() < (pausedUntil.get(id) ?? 0)) return
      if (await isDone(id, day)) continue
      // asked of a slow platform: the duty is renewed with each day
      if (!(await parts.leases.take(DUTY, parts.node, nowMs(), nowMs() + DUTY_MS)) || !(await take(active, day))) return
    }
  }

  return {
    async runOnce(signal) {
      if (nowMs() - startOfDayMs(dayNumber(nowMs())) < NIGHTLY_FROM_MINUTE * 60_000) return false
      for (const active of parts.active().values()) if (active.kind.ledger !== undefined) await ofTarget(active, signal)
      return false
    },
  }
}

/** The day that should have been taken by now. */
export const lastNight = (nowMs: number): number => dayNumber(nowMs - DAY_MS)
