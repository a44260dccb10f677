import type { CompiledExpression, EvaluationContext } from '#engine/expressions/expression'
import type { Mapping } from '../graph.js'
import type { Variables } from '../commands.js'
import type { Activation, IncidentStage } from '../state.js'
import { raiseIncident } from './incidents.js'
import type { Run } from './run.js'

/** Marks an evaluation that has ended in an incident: the activation stands still. */
export const STOPPED = Symbol('stopped')
export type Stopped = typeof STOPPED

type Stage = IncidentStage

/** The value of an expression seen from an activation; an error becomes an incident there. */
export function evaluate(run: Run, record: Activation, expression: CompiledExpression, what: string, stage: Stage, context: EvaluationContext = run.evaluation): unknown {
  run.viewpoint = record.id
  const result = expression.evaluate(context)
  if (result.ok) return result.value
  const unset = result.unsetNames.length === 0 ? '' : `未赋值的变量：${result.unsetNames.join('、')}。`
  raiseIncident(run, record, 'EXPRESSION_ERROR', `${what}的表达式“${expression.source}”无法计算：${result.error.message}${unset}请更正数据后重试。`, stage)
  return STOPPED
}

/** The value as text; null stays null. Numbers and booleans are written out; anything else is an incident. */
export function evaluateText(run: Run, record: Activation, expression: CompiledExpression, what: string, stage: Stage = 'enter'): string | null | Stopped {
  const value = evaluate(run, record, expression, what, stage)
  if (value === STOPPED || value === null || typeof value === 'string') return value as string | null | Stopped
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return wrongType(run, record, expression, what, '文本', stage)
}

/** The value as a finite number; null stays null. */
export function evaluateNumber(run: Run, record: Activation, expression: CompiledExpression, what: string, stage: Stage = 'enter'): number | null | Stopped {
  const value = evaluate(run, record, expression, what, stage)
  if (value === STOPPED || value === null) return value as null | Stopped
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : wrongType(run, record, expression, what, '数字', stage)
}

/** The truth of a condition; null is false, anything but a boolean is an incident. */
export function evaluateTruth(run: Run, record: Activation, expression: CompiledExpression, what: string, stage: Stage = 'leave', context?: EvaluationContext): boolean | Stopped {
  const value = evaluate(run, record, expression, what, stage, context)
  if (value === STOPPED) return STOPPED
  if (value === null || value === undefined) return false
  return typeof value === 'boolean' ? value : wrongType(run, record, expression, what, '是/否', stage)
}

/** The values of mappings by name, or stopped. */
export function evaluateMappings(run: Run, record: Activation, mappings: readonly Mapping[], what: string, stage: Stage): Variables | Stopped {
  const values: Variables = {}
  for (const mapping of mappings) {
    const value = evaluate(run, record, mapping.value, `${what}“${mapping.name}”`, stage)
    if (value === STOPPED) return STOPPED
    values[mapping.name] = value
  }
  return values
}

function wrongType(run: Run, record: Activation, expression: CompiledExpression, what: string, expected: string, stage: Stage): Stopped {
  raiseIncident(run, record, 'EXPRESSION_ERROR', `${what}的表达式“${expression.source}”应得出${expected}，实际不是。请更正数据或流程模型后重试。`, stage)
  return STOPPED
}
