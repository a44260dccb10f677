import type { CaseInstanceRow, CaseRow } from '../case/case_rows.js'
import { viewCase, type CaseView } from './case_view.js'
import { itemFacts } from './item_facts.js'
import { noteStep, type FinishedStep } from './note_step.js'
import type { FactTarget } from './target.js'
import { enqueue, isDrill, tells, unitOf, type NewFact, type Telling } from './telling.js'
import { NEW_TOLD_CASE, UNTOLD, type ToldCase, type ToldTarget } from './told.js'

/**
 * What a step of a case's root instance, or of one of its items, makes true: 申请 … 办结 of each item, and progress of the whole. Work inside the
 * house (no 主题编码 in its manifest) is told to nobody.
 */
export function tellCase(on: Telling): void {
  const { manifest } = on.business
  const { instanceId, caller, data } = on.step.state
  const targets = on.targets.filter((target) => tells(target, manifest.key))
  if (targets.length === 0 || manifest.implementationCode === '' || isDrill(data)) return
  const link = caller === null ? { caseKey: instanceId, itemCode: null } : on.rows.get<CaseInstanceRow>('case_instances', instanceId)
  if (link === null || (caller !== null && link.itemCode === null)) return
  const stored = on.rows.get<ToldCase>('told_facts', link.caseKey)
  const view = viewCase(on, link)
  if (view === null || view.caseRow.drill === true) return
  const { told: noted, finished } = noteStep(on, stored ?? NEW_TOLD_CASE, link.itemCode)
  if (!on.rows.isComplete) return
  const told = { ...noted.targets }
  for (const target of targets) {
    // a target that was added meanwhile is given the case by the root, which knows the application
    if (caller !== null && told[target.id] === undefined) continue
    told[target.id] = tellTarget(on, target, { ...view, noted, finishedOf: (code) => (code === link.itemCode ? finished : []) }, told[target.id])
  }
  const isChanged = noted !== stored || targets.some(({ id }) => told[id] !== stored?.targets[id])
  if (isChanged) on.rows.put<ToldCase>('told_facts', link.caseKey, { ...noted, targets: told })
}

/** Until 受理, another answer of the applicant may choose other items and number them anew: they are told of from then on. */
const isSettled = ({ acceptedAtMs, closedAtMs }: CaseRow): boolean => acceptedAtMs !== null || closedAtMs !== null

interface Told extends CaseView {
  noted: ToldCase
  finishedOf(code: string): readonly FinishedStep[]
}

function tellTarget(on: Telling, target: FactTarget, view: Told, stored: ToldTarget | undefined): ToldTarget {
  const before = stored ?? UNTOLD
  const facts: NewFact[] = []
  const items = { ...before.items }
  for (const item of isSettled(view.caseRow) ? view.items : []) {
    const one = itemFacts(on, { ...view, item, finished: view.finishedOf(item.code) }, before.items[item.code], target.fullChain)
    facts.push(...one.facts)
    items[item.code] = one.told
  }
  const progress = view.caseRow.status === before.status ? null : progressFact(on, view, before.progress + 1)
  if (progress !== null) facts.push(progress)
  if (facts.length === 0 && stored !== undefined) return stored
  const { caseRow } = view
  const seq = enqueue(on, target, { key: caseRow.instanceId, business: caseRow.business, seq: before.seq }, facts)
  return { ...before, seq, items, status: caseRow.status, progress: before.progress + (progress === null ? 0 : 1) }
}

function progressFact(on: Telling, { caseRow }: Told, sequence: number): NewFact {
  const { number, title, business, businessName, applicantDetail: applicant, status, statusText, promised, closedAtMs } = caseRow
  return {
    kind: 'case_progress', itemKey: null, number, atMs: on.step.nowMs,
    content: {
      caseNumber: number, title, business, businessName, applicantName: applicant.name, applicantIdKind: applicant.idKind, applicantIdNumber: applicant.idNumber,
      phone: applicant.phone, status, statusText, unit: unitOf(on, caseRow.department), promisedDueAtMs: promised?.dueAtMs ?? null, closedAtMs, sequence,
    },
  }
}
