import type { InstanceStarted } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { Participant, Reaction, StepRecord } from '#engine/runtime/participant'

import { createBusinessLookup, type Business } from '../case/business.js'
import type { CaseRow } from '../case/case_rows.js'
import { WorkingRows } from '../working_rows.js'
import { evaluationKey, type EvaluationDeclaration, type EvaluationRow } from './evaluation.js'

const NOTHING: Reaction = { kind: 'accepted', changes: [] }

/**
 * 好差评: the start of an evaluation's process writes its row in the same transaction, so that a case is evaluated once per number, only
 * after its end, and a bad one never without its reason or its 整改. Afterwards the row follows the process's life-cycle.
 */
export function createEvaluationParticipant(): Participant {
  const businessOf = createBusinessLookup()

  const react = (step: StepRecord, rows: WorkingRows): Reaction => {
    if (!step.events.some(({ type }) => type === 'InstanceStarted' || type === 'LifecycleEventEmitted' || type === 'InstanceCancelled')) return NOTHING
    if (step.state.caller !== null) return NOTHING
    const found = businessOf(step)
    if (found.kind !== 'business' || found.business.manifest.evaluation === null) return NOTHING
    const rejection = record(step, found.business, found.business.manifest.evaluation, rows)
    if (!rows.isComplete) return NOTHING
    return rejection === null ? { kind: 'accepted', changes: rows.changes() } : { kind: 'rejected', rejection }
  }

  return {
    name: 'evaluation',
    reads(step, loaded) {
      const rows = new WorkingRows(loaded)
      react(step, rows)
      return rows.wanted()
    },
    react: (step, loaded) => react(step, new WorkingRows(loaded)),
  }
}

function record(step: StepRecord, business: Business, declaration: EvaluationDeclaration, rows: WorkingRows): Rejection | null {
  const { caseKey, evaluationNumber } = step.state.data
  if (typeof caseKey !== 'string' || typeof evaluationNumber !== 'number') return refuse('INVALID_ARGUMENT', '评价没有说明是哪一件。请从办件的评价页面提交。')
  const key = evaluationKey(caseKey, evaluationNumber)
  const started = step.events.find((event) => event.type === 'InstanceStarted')
  const stored = rows.get<EvaluationRow>('evaluations', key)
  if (started === undefined && stored === null) return null
  const begun = started === undefined ? stored! : begin(step, started, business, declaration, rows, stored)
  if ('code' in begun) return begun
  rows.put<EvaluationRow>('evaluations', key, follow(step, business, declaration, begun))
  return null
}

/** The row of a new evaluation, or why there can be none. */
function begin(
  { state, nowMs }: StepRecord, { instanceId }: InstanceStarted, business: Business, declaration: EvaluationDeclaration, rows: WorkingRows, stored: EvaluationRow | null,
): EvaluationRow | Rejection {
  const { caseKey, evaluationNumber, satisfaction, text, channel } = state.data as Record<string, unknown>
  const caseRow = rows.get<CaseRow>('case_records', String(caseKey))
  if (stored !== null) return refuse('CONFLICT', '这一件已经评价过了，谢谢。每件只评价一次。')
  if (caseRow === null || caseRow.closedAtMs === null) return refuse('INVALID_STATE', '办件还没有办结，办结后才能评价。')
  const words = typeof text === 'string' ? text.trim() : ''
  if (!Number.isInteger(satisfaction) || Number(satisfaction) < 1 || Number(satisfaction) > 5) return refuse('INVALID_ARGUMENT', '请选择五档评价中的一档。', 'satisfaction')
  const isBad = Number(satisfaction) <= declaration.badUpTo
  if (isBad && words === '') return refuse('INVALID_ARGUMENT', '请写明不满意的原因，我们据此整改并回访。', 'text')
  const lifecycle = business.lifecycles.get(declaration.lifecycle)?.begin() ?? { state: 'open', reached: ['open'], refused: [] }
  return {
    caseKey: caseRow.instanceId, number: Number(evaluationNumber), caseNumber: caseRow.number, business: caseRow.business, department: caseRow.department,
    satisfaction: Number(satisfaction), text: words, isBad, channel: typeof channel === 'string' ? channel : '', evaluatedAtMs: nowMs, instanceId,
    lifecycle, status: lifecycle.state, statusText: '', closedAtMs: null,
  }
}

function follow(step: StepRecord, business: Business, declaration: EvaluationDeclaration, row: EvaluationRow): EvaluationRow {
  const machine = business.lifecycles.get(declaration.lifecycle)
  if (machine === undefined) return row
  const names = step.events.flatMap((event) => (event.type === 'LifecycleEventEmitted' ? [event.name] : []))
  const lifecycle = names.reduce((current, name) => machine.apply(current, name, step.state.data, step.nowMs), row.lifecycle)
  const isEnded = step.state.status !== 'active' && step.state.status !== 'suspended'
  return { ...row, lifecycle, status: lifecycle.state, statusText: machine.textOf(lifecycle.state), closedAtMs: isEnded ? (row.closedAtMs ?? step.nowMs) : null }
}

const refuse = (code: Rejection['code'], message: string, path?: string): Rejection => ({ code, message, ...(path ? { errors: [{ path, code: 'E_EVALUATION', message }] } : {}) })
