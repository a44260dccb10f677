import { dueItemsOf, endClocks } from './case_clocks.js'
import { itemKey, type CaseItemRow, type CaseResult, type CaseRow, type ItemResult } from './case_rows.js'
import { findCase, lifecycleEvents, lifecycleOf, putCase, putItem, scopeOf, type CaseStep } from './case_step.js'

/** Projects one step of a called instance on its item; the case's row changes only when the item gets its result. */
export function recordItem(on: CaseStep, before: CaseItemRow): void {
  const isNew = on.step.events.some((event) => event.type === 'InstanceStarted')
  let row = isNew ? { ...before, instanceId: on.step.state.instanceId } : before
  for (const event of lifecycleEvents(on)) row = applyEvent(on, row, event)
  const isCancelled = on.step.events.some((event) => event.type === 'InstanceCancelled')
  if (isCancelled && row.result === null) row = decide(on, applyLifecycle(on, row, 'CANCEL'), 'cancelled', '已终止')
  if (row === before) return

  putItem(on, row)
  if (row.result !== before.result) {
    on.dueItems.push(...dueItemsOf('item', itemKey(row.caseKey, row.code), row))
    const caseRow = findCase(on, row.caseKey)
    if (caseRow !== null) putCase(on, withItemResult(caseRow, row.code, row.result))
  }
  // the case's row is locked only where it is needed, so that departments do not wait for one another
  if (isNew || row.result !== before.result) describeInstance(on, row)
}

function applyEvent(on: CaseStep, row: CaseItemRow, event: string): CaseItemRow {
  const next = applyLifecycle(on, row, event)
  const declared = Object.hasOwn(on.declaration.itemResults, event) ? on.declaration.itemResults[event] : undefined
  return declared === undefined ? next : decide(on, next, declared.result, declared.text)
}

function applyLifecycle(on: CaseStep, row: CaseItemRow, event: string): CaseItemRow {
  const lifecycle = lifecycleOf(on, on.declaration.itemLifecycle)
  const next = lifecycle.apply(row.lifecycle, event, scopeOf(on), on.step.nowMs)
  return { ...row, lifecycle: next, status: next.state, statusText: lifecycle.textOf(next.state) }
}

function decide(on: CaseStep, row: CaseItemRow, result: ItemResult, resultText: string): CaseItemRow {
  const { nowMs } = on.step
  return { ...row, result, resultText, decidedAtMs: nowMs, ...endClocks(row, nowMs, resultText) }
}

/** The case's result follows from its items: 全部准予, 部分准予, 均不予. */
function withItemResult(row: CaseRow, code: string, result: ItemResult | null): CaseRow {
  const items = row.items.map((item) => (item.code === code ? { code, result } : item))
  const isOpen = items.some((item) => item.result === null)
  const granted = items.filter((item) => item.result === 'granted').length
  const derived: CaseResult = granted === items.length ? 'granted' : granted === 0 ? 'refused' : 'partly'
  return { ...row, items, result: isOpen ? null : derived }
}

/** What lists show of the called instance. */
function describeInstance(on: CaseStep, row: CaseItemRow): void {
  const caseRow = findCase(on, row.caseKey)
  if (caseRow === null) return
  const running = row.result === null ? row.promised : null
  on.search = {
    title: `${row.name} · ${caseRow.title}`,
    number: row.number,
    applicant: caseRow.applicant,
    dueAtMs: running?.dueAtMs ?? null,
    amberAtMs: running?.amberAtMs ?? null,
  }
}
