import type { Rejection } from '#engine/kernel/rejection'

import type { LifecycleState } from '../lifecycle/lifecycle.js'
import type { ItemDeclaration } from '../manifest/manifest.js'
import { isApplicant } from '../public/public_service.js'
import { childNumber } from '../numbers/case_number.js'
import { bringsCalendar, recountClocks } from './calendar_change.js'
import { dueItemsOf, endClocks } from './case_clocks.js'
import { readCaseFacts, touchesFacts } from './case_facts.js'
import { itemKey, type CaseItemRow, type CaseRow } from './case_rows.js'
import { acceptCase, receiptOf } from './acceptance.js'
import { withTaskLimits } from './limits.js'
import { issueAtOnce, issueCards, watchNext } from './supervise.js'
import { evidenceLacking } from '../materials/check_evidence.js'
import { followMaterials } from '../materials/follow_materials.js'
import { noteMaterials } from '../materials/note_materials.js'
import { bringsItemClocks, followItems } from './follow_items.js'
import { endItem, withItemResult } from './item_result.js'
import { CANCEL, findItem, isCancelledIn, lacksReasons, lifecycleEvents, lifecycleOf, putCase, putItem, refuse, rewound, scopeOf, type CaseStep } from './case_step.js'
import { withdrawalBlock } from './withdrawal.js'

/** Projects one step of the root instance on the case: facts, items, life-cycle, clocks, end. */
export function recordRoot(on: CaseStep, before: CaseRow): void {
  let row = touchesFacts(on.step, on.manifest, on.declaration) ? recordFacts(on, before) : before
  row = followMaterials(on, row)
  row = withTaskLimits(on, issueCards(on, { of: 'case', row }))
  if (bringsCalendar(on.step) && row.closedAtMs === null) row = recountClocks(row, on.county.calendar)
  if (bringsItemClocks(on.step) && row.closedAtMs === null) row = followItems(on, row)
  row = withLifecycle(on, row, rewound(on, on.declaration.lifecycle, row.lifecycle))
  if (on.step.events.some(({ type }) => type === 'InstanceWoken')) row = { ...row, closedAtMs: null, statusText: WOKEN }
  for (const event of lifecycleEvents(on)) {
    if (on.rejection !== null) return
    row = applyEvent(on, row, event)
  }
  if (isCancelledIn(on) && row.closedAtMs === null) row = cancelCase(on, row)
  watchNext(on, { of: 'case', row: before }, { of: 'case', row })
  if (row === before) return
  putCase(on, row)
  on.dueItems.push(...dueItemsOf('case', row.instanceId, row))
  const running = row.closedAtMs === null ? row.promised : null
  on.search = {
    title: row.title,
    number: row.number,
    applicant: row.applicant,
    dueAtMs: running?.dueAtMs ?? null,
    amberAtMs: running?.amberAtMs ?? null,
  }
}

/** Title, applicant, materials and chosen items, as the application says now. Items are settled by the acceptance. */
function recordFacts(on: CaseStep, row: CaseRow): CaseRow {
  const facts = readCaseFacts(on.manifest, on.declaration, scopeOf(on), on.step.nowMs)
  if (facts.unknownItems.length > 0) {
    on.rejection = invalid(`“${on.manifest.name}”中没有编码为“${facts.unknownItems.join('、')}”的事项。请联系流程设计员改正情形判定。`)
    return row
  }
  if (row.acceptedAtMs === null) chooseItems(on, row, facts.items)
  return {
    ...row,
    title: facts.title === '' ? row.title : facts.title,
    applicant: facts.applicant.name,
    applicantDetail: facts.applicant,
    applicantIdNumber: facts.applicant.idNumber,
    materials: noteMaterials(on, row, facts.applicant.idNumber, facts.materials),
    items: row.acceptedAtMs === null ? facts.items.map((item) => ({ code: item.code, result: null })) : row.items,
  }
}

function chooseItems(on: CaseStep, row: CaseRow, items: readonly ItemDeclaration[]): void {
  const chosen = new Set(items.map((item) => item.code))
  for (const { code } of row.items) if (!chosen.has(code)) on.rows.remove('case_items', itemKey(row.instanceId, code))
  items.forEach((item, index) => putItem(on, newItem(on, row, item, index + 1)))
}

function newItem(on: CaseStep, row: CaseRow, item: ItemDeclaration, position: number): CaseItemRow {
  const lifecycle = lifecycleOf(on, on.declaration.itemLifecycle)
  const begun = lifecycle.begin()
  return {
    caseKey: row.instanceId,
    code: item.code,
    number: childNumber(row.number, position),
    name: item.name,
    department: item.department,
    implementationCode: item.implementationCode,
    instanceId: null,
    status: begun.state,
    statusText: lifecycle.textOf(begun.state),
    lifecycle: begun,
    result: null,
    resultText: null,
    decidedAtMs: null,
    promised: null,
    legal: null,
    promisedDueAtMs: null,
  }
}

function applyEvent(on: CaseStep, row: CaseRow, event: string): CaseRow {
  const { withdrawal } = on.declaration
  const block = event === withdrawal?.event ? withdrawalBlock(row, withdrawal) : null
  if (block !== null) return refuse(on, block, row)
  const told = applyLifecycle(on, row, event)
  const next = lacksReasons(on, event) ? issueAtOnce(on, { of: 'case', row: told }, 'reasons') : told
  if (event === on.declaration.acceptedBy && next.acceptedAtMs === null) return acceptProved(on, next)
  if (event === on.declaration.acceptedBySilence && next.acceptedAtMs === null) return acceptCase(on, next, receiptOf(next))
  if (event === on.declaration.supplementedBy) return supplementCase(on, next)
  if (on.declaration.receivedAgainBy.includes(event)) return { ...next, receivedAgainAtMs: on.step.nowMs }
  return on.declaration.closedBy.includes(event) && next.closedAtMs === null ? closeCase(on, next, event) : next
}

/** 受理 by a person; what the law accepts by silence nobody holds up. */
function acceptProved(on: CaseStep, row: CaseRow): CaseRow {
  const lacking = evidenceLacking(on, row, null)
  return lacking === null ? acceptCase(on, row) : refuse(on, lacking, row)
}

function applyLifecycle(on: CaseStep, row: CaseRow, event: string): CaseRow {
  const lifecycle = lifecycleOf(on, on.declaration.lifecycle)
  return withLifecycle(on, row, lifecycle.apply(row.lifecycle, event, scopeOf(on), on.step.nowMs))
}

function withLifecycle(on: CaseStep, row: CaseRow, next: LifecycleState): CaseRow {
  return next === row.lifecycle ? row : { ...row, lifecycle: next, status: next.state, statusText: lifecycleOf(on, on.declaration.lifecycle).textOf(next.state) }
}

/** 补正: what could have been told the first time may not be asked for a second time (行政许可法 32): flagged, the reason stands in the notice. */
function supplementCase(on: CaseStep, row: CaseRow): CaseRow {
  const asked = { ...row, supplements: (row.supplements ?? 0) + 1 }
  return asked.supplements > 1 ? issueAtOnce(on, { of: 'case', row: asked }, 'supplement') : asked
}

/** A case that was finished and goes on (唤醒). */
const WOKEN = '已唤醒，重新办理中'

/** 终止, or 撤回 by the applicant himself where the package is older than `withdrawal`: without a document, before any decision. */
function cancelCase(on: CaseStep, row: CaseRow): CaseRow {
  const withdraw = isApplicant(on.step.actor) && on.declaration.withdrawal === null ? on.manifest.public?.withdraw : undefined
  if (!withdraw) return closeCase(on, applyLifecycle(on, row, CANCEL), CANCEL)
  const block = withdrawalBlock(row, null)
  if (block !== null) return refuse(on, block, row)
  const withdrawn = applyLifecycle(on, row, withdraw)
  const isKnown = withdrawn.lifecycle.refused.length === row.lifecycle.refused.length
  return closeCase(on, isKnown ? withdrawn : applyLifecycle(on, row, CANCEL), withdraw)
}

/** The end of a case ends what is still open in it: its items go the same way, or are cancelled. */
function closeCase(on: CaseStep, row: CaseRow, event: string): CaseRow {
  let closed: CaseRow = { ...row, closedAtMs: on.step.nowMs, ...endClocks(row, on.step.nowMs, row.statusText) }
  for (const { code, result } of row.items) {
    const item = result === null ? findItem(on, row.instanceId, code) : null
    if (item !== null) closed = withItemResult(closed, code, endItem(on, item, event))
  }
  return closed
}

const invalid = (message: string): Rejection => ({ code: 'INVALID_ARGUMENT', message })
