import type { CaseItemRow, ItemProcedure } from '../case/case_rows.js'
import type { CompletionResult, ProcessFact } from './case_facts.js'
import { declarationOf, endedBy, identityOf, isNotAccepted, isWithdrawn, type CaseView } from './case_view.js'
import type { FinishedStep } from './note_step.js'
import { actorOf, personOf, unitOf, type NewFact, type Telling } from './telling.js'
import { UNTOLD_ITEM, type ToldCase, type ToldItem } from './told.js'

/** An item with all that its facts are made of. */
export interface ItemView extends CaseView {
  item: CaseItemRow
  noted: ToldCase
  /** Steps finished now. */
  finished: readonly FinishedStep[]
}

/** What has become true of an item and was not told to this target, in the order 申请, 受理, 过程 and 特别程序, 办结. */
export function itemFacts(on: Telling, view: ItemView, before: ToldItem | undefined, fullChain: boolean): { facts: readonly NewFact[]; told: ToldItem } {
  const facts: NewFact[] = before === undefined ? [application(on, view)] : []
  let told = before ?? UNTOLD_ITEM
  const { item } = view
  const accepted = told.accepted === null ? acceptance(on, view) : null
  if (accepted !== null) {
    facts.push(accepted.fact)
    told = { ...told, accepted: accepted.isAccepted }
  }
  // 制证 and 领取 come after the decision that 办结 tells of: no platform takes a step of a 办件 that has ended
  const finished = told.endedAtMs === null ? view.finished : []
  for (const step of finished) facts.push(processFact(on, view, step))
  told = finished.length === 0 ? told : { ...told, steps: told.steps + finished.length }
  const procedures = procedureFacts(on, view, told)
  facts.push(...procedures.facts)
  told = procedures.told
  if (item.result === null || item.decidedAtMs === null || item.decidedAtMs === told.endedAtMs) return { facts, told }
  if (fullChain && told.steps === 0) facts.push(derivedStep(on, view, item.decidedAtMs))
  facts.push(completion(on, view, item.decidedAtMs, told.ends + 1))
  return { facts, told: { ...told, endedAtMs: item.decidedAtMs, ends: told.ends + 1 } }
}

const ofItem = ({ item, caseRow }: ItemView) => ({ itemKey: `${caseRow.instanceId}/${item.code}`, number: item.number })

const itemKindOf = (on: Telling, item: CaseItemRow): 'immediate' | 'promised' => (declarationOf(on, item.code)?.promisedDays === 0 ? 'immediate' : 'promised')

function application(on: Telling, view: ItemView): NewFact {
  const { caseRow, item } = view
  const { applicantDetail: applicant } = caseRow
  const { state } = on.step
  const asked = declarationOf(on, item.code)
  const mine = on.business.manifest.materials.filter(({ items }) => items.length === 0 || items.includes(item.code)).map(({ code }) => code)
  // as the inbound line of the platform put it when the case began
  const upperNumber = typeof state.data.sourceNumber === 'string' ? state.data.sourceNumber : null
  const source = upperNumber !== null ? 'platform' : state.starter === null ? 'online' : 'window'
  return {
    kind: 'application', ...ofItem(view), atMs: caseRow.receivedAtMs,
    content: {
      ...identityOf(on, view, item), title: caseRow.title, itemKind: asked?.promisedDays === 0 ? 'immediate' : 'promised',
      applicant: { ...applicant, kind: applicantKind(applicant.idKind) }, source, appliedAtMs: caseRow.receivedAtMs,
      materials: caseRow.materials.filter(({ code }) => mine.includes(code)).map(({ code, name, received, form, copies }) => ({
        code, name, received, form, copies, receivedAtMs: caseRow.receivedAgainAtMs ?? caseRow.receivedAtMs,
      })),
      upperNumber,
    },
  }
}

/** By the paper he shows. */
export const applicantKind = (idKind: string): 'person' | 'organisation' => (/统一社会信用|营业执照|组织机构|法人/.test(idKind) ? 'organisation' : 'person')

/** 受理 with the case, or 不予受理 of it; null = neither yet. */
function acceptance(on: Telling, view: ItemView): { fact: NewFact; isAccepted: boolean } | null {
  const { caseRow, item, noted } = view
  const isRefused = isNotAccepted(on, view)
  const atMs = isRefused ? caseRow.closedAtMs : caseRow.acceptedAtMs
  if (atMs === null) return null
  const fact: NewFact = {
    kind: 'acceptance', ...ofItem(view), atMs,
    content: {
      ...identityOf(on, view, item), accepted: !isRefused, acceptingUnit: unitOf(on, caseRow.department), acceptedBy: noted.verdict?.by ?? actorOf(on), acceptedAtMs: atMs,
      documentNumber: noted.verdict?.documentNumber ?? null, promisedDueAtMs: item.promised?.dueAtMs ?? caseRow.promised?.dueAtMs ?? null, itemKind: itemKindOf(on, item),
      bySilence: caseRow.silentlyAcceptedAtMs !== undefined, reason: isRefused ? (noted.verdict?.reason || caseRow.statusText) : null,
    },
  }
  return { fact, isAccepted: !isRefused }
}

/** Outcomes that send work back. */
const RETURNED = /return|reject|back|退/i

function processFact(on: Telling, view: ItemView, step: FinishedStep): NewFact {
  const action: ProcessFact['action'] = step.outcome === null ? 'passed' : RETURNED.test(step.outcome) ? 'returned' : 'passed'
  return {
    kind: 'process', ...ofItem(view), atMs: step.endedAtMs,
    content: {
      ...identityOf(on, view, view.item), stepId: step.taskId, stepName: step.name, action, handler: step.by, opinion: step.opinion, beganAtMs: step.beganAtMs,
      endedAtMs: step.endedAtMs, derived: false,
    },
  }
}

function derivedStep(on: Telling, view: ItemView, atMs: number): NewFact {
  const { item, caseRow } = view
  const beganAtMs = caseRow.acceptedAtMs ?? caseRow.receivedAtMs
  return {
    kind: 'process', ...ofItem(view), atMs,
    content: {
      ...identityOf(on, view, item), stepId: `${item.number}#1`, stepName: item.statusText, action: 'other', handler: actorOf(on),
      opinion: item.resultText ?? item.statusText, beganAtMs, endedAtMs: atMs, derived: true,
    },
  }
}

function procedureFacts(on: Telling, view: ItemView, before: ToldItem): { facts: readonly NewFact[]; told: ToldItem } {
  const { decidedAtMs } = view.item
  // one that a withdrawal cut short ended with its item
  const procedures = (view.item.procedures ?? []).map((procedure) => ({ ...procedure, endedAtMs: procedure.endedAtMs ?? decidedAtMs }))
  const facts: NewFact[] = []
  let { begun, ended, extensions } = before
  procedures.forEach((procedure, index) => {
    if (index >= begun) facts.push(procedureFact(on, view, procedure, index + 1, null))
    if (procedure.endedAtMs !== null && index >= ended) facts.push(procedureFact(on, view, procedure, index + 1, procedure.endedAtMs))
  })
  begun = Math.max(begun, procedures.length)
  ended = Math.max(ended, procedures.filter(({ endedAtMs }) => endedAtMs !== null).length)
  const granted = view.item.promised?.extensions ?? []
  for (const [index, { amount, atMs, reason, evidence, approver }] of granted.entries()) {
    if (index < extensions) continue
    const extension: ItemProcedure = { kind: '延期', stopsClock: false, basis: '《中华人民共和国行政许可法》第四十二条', reason, days: amount, beganAtMs: atMs, endedAtMs: atMs, notice: evidence, by: approver ?? 'system' }
    const position = EXTENSION_POSITION + index
    facts.push(procedureFact(on, view, extension, position, null), procedureFact(on, view, extension, position, atMs))
  }
  extensions = Math.max(extensions, granted.length)
  return facts.length === 0 ? { facts, told: before } : { facts, told: { ...before, begun, ended, extensions } }
}

/** 延期 is counted apart: which of both kinds comes first differs. */
const EXTENSION_POSITION = 101

function procedureFact(on: Telling, view: ItemView, procedure: ItemProcedure, position: number, endedAtMs: number | null): NewFact {
  const { kind, stopsClock, basis, reason, days, notice, beganAtMs, by } = procedure
  return {
    kind: 'special_procedure', ...ofItem(view), atMs: endedAtMs ?? beganAtMs,
    content: {
      ...identityOf(on, view, view.item), position, name: kind, kind: position >= EXTENSION_POSITION ? 'extension' : 'other', stopsClock, basis, reason, days,
      documentNumber: notice, beganAtMs, endedAtMs, handler: by === 'system' ? { id: 'system', name: '系统' } : personOf(on.county, by),
    },
  }
}

function completion(on: Telling, view: ItemView, atMs: number, sequence: number): NewFact {
  const { item, noted } = view
  const result = resultOf(on, view)
  return {
    kind: 'completion', ...ofItem(view), atMs,
    content: {
      ...identityOf(on, view, item), result, resultText: item.resultText ?? item.statusText, handler: view.finished.at(-1)?.by ?? actorOf(on), completedAtMs: atMs,
      certificates: result === 'granted' ? certificatesOf(on, item, noted) : [], onTime: item.promised?.verdict ? item.promised.verdict === 'on_time' : null, sequence,
    },
  }
}

function resultOf(on: Telling, view: ItemView): CompletionResult {
  const { item, declaration } = view
  if (item.result !== null && item.result !== 'cancelled') return item.result
  // rows and packages older than the result of its own
  if (declaration.forwardedBy !== null && endedBy(on, declaration.itemLifecycle, item, declaration.forwardedBy)) return 'forwarded'
  if (isNotAccepted(on, view)) return 'not_accepted'
  return isWithdrawn(on, view) ? 'withdrawn' : 'cancelled'
}

/** The result as the manifest names it, with number and validity of the document that gives it. */
function certificatesOf(on: Telling, item: CaseItemRow, { documents }: ToldCase) {
  const declared = declarationOf(on, item.code)
  if (declared === undefined || declared.resultName === '') return []
  const mine = documents.filter(({ itemCode }) => itemCode === item.code)
  const document = mine.findLast(({ template }) => template === declared.gives?.document) ?? mine.at(-1)
  return [{
    name: declared.resultName, number: document?.certificateNumber ?? document?.number ?? null, issuedBy: unitOf(on, document?.unit ?? item.department), issuedAtMs: document?.atMs ?? item.decidedAtMs!,
    validUntil: document?.validUntil ?? null, ...(document?.validFrom === undefined ? {} : { validFrom: document.validFrom }),
  }]
}
