import type { Effect } from '#engine/kernel/effects'
import type { StepRecord } from '#engine/runtime/participant'

import { extendClock, grantedAmount, isRunning, limitOf, resumeClock, stopClock, type LegalClock } from '../clocks/legal_clock.js'
import { longestWay } from '../manifest/item_order.js'
import type { ItemDeclaration } from '../manifest/manifest.js'
import type { CaseItemRow, CaseRow } from './case_rows.js'
import { inDays } from './case_clocks.js'
import { actorOf, findItem, type CaseStep } from './case_step.js'
import { mapClocks } from './special_procedure.js'

/** Variable that tells a case what has happened to the clock of one of its items, in words, so that the new due date has its entry in the journal. */
export const ITEM_CLOCKS_VARIABLE = 'itemClocks'

/** Tells the case; its own clocks follow in its own step. */
export function tellCase(on: CaseStep, row: CaseItemRow, words: string): void {
  const effect: Effect = { type: 'SendCommand', instanceId: row.caseKey, command: { type: 'SetVariables', variables: { [ITEM_CLOCKS_VARIABLE]: `${row.name}：${words}` } } }
  on.effects.push(effect)
}

/** Whether this step brings news of an item's clock, or wakes a case that may have slept through some. */
export function bringsItemClocks(step: StepRecord): boolean {
  return step.events.some(
    (event) => event.type === 'InstanceResumed' || (event.type === 'VariablesMerged' && Object.hasOwn(event.values, ITEM_CLOCKS_VARIABLE)),
  )
}

/**
 * The case's clocks as its open items stand: still while one of them stands still, and longer by what their extensions add to the longest
 * way. Each item keeps its own exact clock; that of the case is never less than theirs together.
 */
export function followItems(on: CaseStep, row: CaseRow): CaseRow {
  const { nowMs } = on.step
  const { calendar } = on.county
  const items = row.items.flatMap(({ code }) => findItem(on, row.instanceId, code) ?? [])
  const still = items.find((item) => item.result === null && item.promised !== null && !isRunning(item.promised))
  const chosen = on.manifest.items.filter(({ code }) => items.some((item) => item.code === code))
  const name = (kind: 'promised' | 'legal') => (clock: LegalClock): LegalClock => {
    const more = extensionOf(chosen, items, kind) - (grantedAmount(clock) - limitOf(clock).amount)
    const ground = { atMs: nowMs, evidence: null, approver: actorOf(on) }
    const extended = more > 0 ? extendClock(clock, more, { ...ground, reason: '事项延期' }, calendar) : clock
    if (still === undefined) return resumeClock(extended, nowMs, '事项恢复计时', calendar)
    return stopClock(extended, { ...ground, reason: `${still.name}：${still.procedures?.at(-1)?.kind ?? '停止计时'}` }, calendar)
  }
  const { promised } = mapClocks(row, name('promised'))
  const { legal } = mapClocks(row, name('legal'))
  return promised === row.promised && legal === row.legal ? row : { ...row, promised, legal }
}

/** Days that the extensions of the items add to the longest way through them. */
function extensionOf(chosen: readonly ItemDeclaration[], items: readonly CaseItemRow[], kind: 'promised' | 'legal'): number {
  const declared = (item: ItemDeclaration) => (kind === 'promised' ? item.promisedDays : item.legalDays)
  const added = (item: ItemDeclaration): number => {
    const clock = items.find(({ code }) => code === item.code)?.[kind] ?? null
    return clock === null ? 0 : inDays(clock, grantedAmount(clock) - limitOf(clock).amount)
  }
  return longestWay(chosen, (item) => declared(item) + added(item)) - longestWay(chosen, declared)
}
