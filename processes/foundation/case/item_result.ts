import { monthOf } from '../calendar/local_time.js'
import type { LifecycleState } from '../lifecycle/lifecycle.js'
import { dueItemsOf, endClocks } from './case_clocks.js'
import { itemKey, type CaseItemRow, type CaseStageRow, type CaseResult, type CaseRow, type ItemResult } from './case_rows.js'
import { CANCEL, findItem, lifecycleOf, putItem, scopeOf, type CaseStep } from './case_step.js'
import { watchNext } from './supervise.js'
import { dependantsOf } from '../manifest/item_order.js'

/** An item after one event of its life-cycle. */
export function applyItemEvent(on: CaseStep, row: CaseItemRow, event: string): CaseItemRow {
  const lifecycle = lifecycleOf(on, on.declaration.itemLifecycle)
  return withItemLifecycle(on, row, lifecycle.apply(row.lifecycle, event, scopeOf(on), on.step.nowMs))
}

/** An item in another state of its life-cycle. */
export function withItemLifecycle(on: CaseStep, row: CaseItemRow, next: LifecycleState): CaseItemRow {
  if (next === row.lifecycle) return row
  const moved = { ...row, lifecycle: next, status: next.state, statusText: lifecycleOf(on, on.declaration.itemLifecycle).textOf(next.state) }
  return next.state === row.status ? moved : { ...moved, stageSinceMs: leaveStage(on, row) }
}

/** Notes how long an accepted item stood in the stage that it leaves; answers when the next one begins. */
function leaveStage({ step: { nowMs, state }, rows, manifest }: CaseStep, { caseKey, code, department, status, statusText, promised, stageSinceMs }: CaseItemRow): number {
  if (promised !== null && stageSinceMs !== undefined) {
    const seconds = Math.max(0, Math.round((nowMs - stageSinceMs) / 1000))
    const left: CaseStageRow = { itemKey: itemKey(caseKey, code), department, business: manifest.key, stage: status, stageText: statusText, leftMonth: monthOf(nowMs), seconds }
    rows.put('case_stages', `${itemKey(caseKey, code)}/${state.revision}/${status}`, left)
  }
  return nowMs
}

/** An item with its result: its clocks end here, each with its verdict. */
export function decideItem(on: CaseStep, row: CaseItemRow, result: ItemResult, resultText: string): CaseItemRow {
  const { nowMs } = on.step
  return { ...row, result, resultText, decidedAtMs: nowMs, ...endClocks(row, nowMs, resultText) }
}

/** An item that ends without decision, by the event that ended it if its life-cycle knows that one here, else as cancelled. */
export function cancelItem(on: CaseStep, row: CaseItemRow, event: string): CaseItemRow {
  const sameWay = applyItemEvent(on, row, event)
  const isKnown = sameWay.lifecycle.refused.length === row.lifecycle.refused.length
  const ended = isKnown ? sameWay : applyItemEvent(on, row, CANCEL)
  return decideItem(on, ended, event === on.declaration.deemedWithdrawnBy ? 'deemed_withdrawn' : 'cancelled', ended.statusText)
}

/** An item of a case that is accepted: told so where its life-cycle has a word for it (待前置事项办结). */
export function followAcceptance(on: CaseStep, row: CaseItemRow): CaseItemRow {
  const { acceptedBy, itemLifecycle } = on.declaration
  return lifecycleOf(on, itemLifecycle).targets(row.lifecycle.state, acceptedBy).length > 0 ? applyItemEvent(on, row, acceptedBy) : row
}

/**
 * Items that waited for one that was not granted come to their end, each with the reason in words; what has begun goes its own way.
 * Gives the case's row with their results.
 */
export function endDependants(on: CaseStep, caseRow: CaseRow, failed: CaseItemRow): CaseRow {
  let row = caseRow
  for (const { code } of dependantsOf(failed.code, on.manifest.items)) {
    const item = row.items.some((one) => one.code === code && one.result === null) ? findItem(on, row.instanceId, code) : null
    if (item === null || item.instanceId !== null) continue
    row = withItemResult(row, code, endItem(on, item, CANCEL, `前置事项“${failed.name}”${failed.resultText ?? failed.statusText}，本事项不再办理`))
  }
  return row
}

/** Ends and stores an open item of a case that has ended, or that cannot begin any more. */
export function endItem(on: CaseStep, row: CaseItemRow, event: string, reason?: string): ItemResult | null {
  const cancelled = cancelItem(on, row, event)
  const ended = reason === undefined ? cancelled : { ...cancelled, resultText: reason }
  putItem(on, ended)
  watchNext(on, { of: 'item', row }, { of: 'item', row: ended })
  on.dueItems.push(...dueItemsOf('item', itemKey(row.caseKey, row.code), ended))
  return ended.result
}

/** The case's result follows from its items: all granted, some, none, passed on above, or deemed withdrawn; null while one is open or when nothing else was decided. */
export function withItemResult(row: CaseRow, code: string, result: ItemResult | null): CaseRow {
  const items = row.items.map((item) => (item.code === code ? { code, result } : item))
  return { ...row, items, result: items.some((item) => item.result === null) ? null : resultOf(items.map((item) => item.result)) }
}

function resultOf(results: readonly (ItemResult | null)[]): CaseResult | null {
  const granted = results.filter((result) => result === 'granted').length
  const refused = results.filter((result) => result === 'refused').length
  if (granted + refused === 0) return (['forwarded', 'deemed_withdrawn'] as const).find((result) => results.includes(result)) ?? null
  return granted === results.length ? 'granted' : granted === 0 ? 'refused' : 'partly'
}
