import type { CaseItemRow, CaseRow } from '../case/case_rows.js'
import { itemKey } from '../case/case_rows.js'
import { evaluationKey, type EvaluationRow } from '../evaluation/evaluation.js'
import type { EvaluationFact } from './case_facts.js'
import { applicantKind } from './item_facts.js'
import { enqueue, isDrill, tells, unitOf, type NewFact, type Telling } from './telling.js'
import { NEW_TOLD_CASE, UNTOLD, type ToldCase } from './told.js'

/** 评价: told once, after what was told of its case. */
export function tellEvaluation(on: Telling): void {
  const { caseKey, evaluationNumber } = on.step.state.data
  if (typeof caseKey !== 'string' || typeof evaluationNumber !== 'number' || on.step.state.caller !== null || isDrill(on.step.state.data)) return
  tellEvaluationOf(on, caseKey, evaluationNumber)
}

/** The same of an evaluation by its number; false = there is none, or its rows are not read yet. */
export function tellEvaluationOf(on: Telling, caseKey: string, evaluationNumber: number): boolean {
  const evaluation = on.rows.get<EvaluationRow>('evaluations', evaluationKey(caseKey, evaluationNumber))
  const caseRow = on.rows.get<CaseRow>('case_records', caseKey)
  const stored = on.rows.get<ToldCase>('told_facts', caseKey)
  if (evaluation === null || caseRow === null || caseRow.drill === true) return false
  const items = caseRow.items.map(({ code }) => on.rows.get<CaseItemRow>('case_items', itemKey(caseKey, code))).filter((item) => item !== null)
  if (!on.rows.isComplete) return false
  const told = { ...stored?.targets }
  for (const target of on.targets.filter((one) => tells(one, caseRow.business))) {
    // who wants whole cases and was never told of this one is not told of its end alone
    if (told[target.id] === undefined && target.takes.includes('application')) continue
    const before = told[target.id] ?? UNTOLD
    if (before.evaluations.includes(evaluation.number)) continue
    const seq = enqueue(on, target, { key: caseKey, business: caseRow.business, seq: before.seq }, [evaluated(on, caseRow, items, evaluation)])
    told[target.id] = { ...before, seq, evaluations: [...before.evaluations, evaluation.number] }
  }
  if (on.deliveries.length > 0) on.rows.put<ToldCase>('told_facts', caseKey, { ...(stored ?? NEW_TOLD_CASE), targets: told })
  return true
}

function evaluated(on: Telling, caseRow: CaseRow, items: readonly CaseItemRow[], row: EvaluationRow): NewFact {
  const { name, idKind, idNumber } = caseRow.applicantDetail
  return {
    kind: 'evaluation', itemKey: null, number: caseRow.number, atMs: row.evaluatedAtMs,
    content: {
      caseNumber: caseRow.number, business: caseRow.business, businessName: caseRow.businessName, itemNumbers: items.map(({ number }) => number),
      implementationCodes: items.map(({ implementationCode }) => implementationCode),
      items: items.map(({ number, name: itemName, implementationCode, department }) => ({ number, name: itemName, implementationCode, unit: unitOf(on, department) })),
      applicant: { name, kind: applicantKind(idKind), idKind, idNumber }, unit: unitOf(on, row.department), evaluator: name,
      channel: row.channel, evaluatedAtMs: row.evaluatedAtMs, evaluationNumber: row.number, satisfaction: row.satisfaction as EvaluationFact['satisfaction'],
      text: row.text, isBad: row.isBad,
    },
  }
}
