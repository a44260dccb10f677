import { bringsCalendar, recountClocks } from './calendar_change.js'
import { isRunning, limitOf } from '../clocks/legal_clock.js'
import { limitText } from '../clocks/limit.js'
import { beginClocks, calendarOf, dueItemsOf, limitsOfItem } from './case_clocks.js'
import { itemKey, type CaseItemRow } from './case_rows.js'
import { CANCEL, findCase, isCancelledIn, lacksReasons, lifecycleEvents, putCase, putItem, refuse, rewound, type CaseStep } from './case_step.js'
import type { CaseDeclaration } from '../manifest/manifest.js'
import { withTaskLimits } from './limits.js'
import { evidenceLacking } from '../materials/check_evidence.js'
import { issueAtOnce, issueCards, watchNext } from './supervise.js'
import { applyExtension } from './extension.js'
import { tellCase } from './follow_items.js'
import { applyProcedure, closeProcedure, rewindProcedure } from './special_procedure.js'
import { applyItemEvent, cancelItem, decideItem, endDependants, withItemLifecycle, withItemResult } from './item_result.js'

/** Projects one step of a called instance on its item; the case's row changes only when the item gets its result. */
export function recordItem(on: CaseStep, before: CaseItemRow): void {
  const isNew = on.step.events.some((event) => event.type === 'InstanceStarted')
  let row = isNew ? beginItem(on, before) : before
  row = withTaskLimits(on, issueCards(on, { of: 'item', row }))
  if (bringsCalendar(on.step) && row.result === null) row = recountClocks(row, calendarOf(on.county, row.department))
  row = withItemLifecycle(on, row, rewound(on, on.declaration.itemLifecycle, row.lifecycle))
  row = rewindProcedure(on, row)
  for (const event of lifecycleEvents(on)) row = applyEvent(on, row, event)
  if (isCancelledIn(on) && row.result === null) row = cancelItem(on, row, CANCEL)
  if (row.result !== null) row = closeProcedure(row, on.step.nowMs)
  watchNext(on, { of: 'item', row: before }, { of: 'item', row })
  if (row === before) return
  if (row.result === null) tellOfClocks(on, before, row)

  putItem(on, row)
  const isDecided = row.result !== before.result
  if (isDecided || row.promised !== before.promised) {
    on.dueItems.push(...dueItemsOf('item', itemKey(row.caseKey, row.code), row))
  }
  const caseRow = isDecided ? findCase(on, row.caseKey) : null
  if (caseRow !== null) {
    const decided = withItemResult(caseRow, row.code, row.result)
    putCase(on, row.result === null || row.result === 'granted' ? decided : endDependants(on, decided, row))
  }
  // the case's row is locked only where it is needed, so that departments do not wait for one another
  if (isNew || row.promised !== before.promised) describeInstance(on, row)
}

/** The item's instance begins; one that has waited for others begins its clocks now. */
function beginItem(on: CaseStep, before: CaseItemRow): CaseItemRow {
  const row = { ...before, instanceId: on.step.state.instanceId }
  const declared = on.manifest.items.find(({ code }) => code === row.code)
  if (row.promised !== null || declared === undefined || declared.after.length === 0) return row
  return { ...row, ...beginClocks(limitsOfItem(declared), on.step.nowMs, { ...on.county, calendar: calendarOf(on.county, row.department) }, '前置事项办结') }
}

/** The clocks of the case follow those of its items. */
function tellOfClocks(on: CaseStep, before: CaseItemRow, row: CaseItemRow): void {
  const [was, is] = [before.promised, row.promised]
  if (was === null || is === null || was === is) return
  if (isRunning(was) !== isRunning(is)) tellCase(on, row, isRunning(is) ? '恢复计时' : `${row.procedures?.at(-1)?.kind ?? ''}，停止计时`)
  if (was.extensions !== is.extensions) tellCase(on, row, `延期${limitText({ amount: is.extensions?.at(-1)?.amount ?? 0, unit: limitOf(is).unit })}`)
}

function applyEvent(on: CaseStep, row: CaseItemRow, event: string): CaseItemRow {
  const next = applyItemEvent(on, row, event)
  const timed = applyExtension(on, applyProcedure(on, next, event), event)
  const declared = Object.hasOwn(on.declaration.itemResults, event) ? on.declaration.itemResults[event] : undefined
  if (declared !== undefined && row.result === 'cancelled' && isCaseClosed(on, row)) return refuse(on, `“${row.name}”${row.resultText ?? row.statusText}，不能再作决定。请刷新后查看。`, row)
  if (declared?.result === 'granted') requireEvidence(on, row)
  const decided = declared === undefined ? timed : event === on.declaration.forwardedBy ? forwardItem(on, timed, declared) : decideItem(on, timed, declared.result, declared.text)
  return lacksReasons(on, event) ? issueAtOnce(on, { of: 'item', row: decided }, 'reasons') : decided
}

/** 准予 rests on what the materials prove. */
function requireEvidence(on: CaseStep, { caseKey, code }: CaseItemRow): void {
  const caseRow = findCase(on, caseKey)
  const lacking = caseRow === null ? null : evidenceLacking(on, caseRow, code)
  if (lacking !== null) refuse(on, lacking)
}

/** 转报: ended here, decided above; the record says where it went. */
function forwardItem(on: CaseStep, row: CaseItemRow, { result, text }: CaseDeclaration['itemResults'][string]): CaseItemRow {
  const to = on.manifest.items.find(({ code }) => code === row.code)?.forward?.to
  if (to === undefined) return refuse(on, `“${row.name}”由本机关决定，不能转报上级。请选择其他办理结果。`, row)
  return decideItem(on, row, result, `${text}：已报${to}`)
}

/** Whether the case has ended while its item was still worked on: the news had not arrived. */
const isCaseClosed = (on: CaseStep, { caseKey }: CaseItemRow): boolean => (findCase(on, caseKey)?.closedAtMs ?? null) !== null

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
