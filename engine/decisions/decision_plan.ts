import { Failure } from '#engine/expressions/evaluation'
import { asExpressionError } from '#engine/expressions/compiled'
import type { VariableLookup } from '#engine/expressions/expression'
import type { FunctionValue } from '#engine/expressions/values/function_value'
import { toJsonValue } from '#engine/expressions/values/to_json_value'
import type { Logic } from './boxed/boxed.js'
import type { DecisionError, DecisionOutcome } from '#engine/model/decision'
import type { CompiledDecision, DecisionInput } from './decision_model.js'
import { openSession, within, type Session } from './session.js'
import type { Convert } from './type_conversion.js'

/** Input data of a file. */
export interface InputPlan {
  readonly name: string
  readonly type: string
  readonly convert: Convert | null
}

/** Something required, and the name of the import it comes by: that stands before its names. Empty within the file. */
export interface Seen<T> {
  readonly under: string
  readonly what: T
}

/** The name of something required where it is used. */
export const qualified = (under: string, name: string): string => (under === '' ? name : `${under}.${name}`)

/** A decision linked to what it requires. */
export interface DecisionPlan {
  readonly id: string
  readonly name: string
  readonly versionTag: string | null
  /** Name its result has in the decisions that require it. */
  readonly variable: string
  readonly required: readonly Seen<DecisionPlan>[]
  readonly inputs: readonly Seen<InputPlan>[]
  /** By the name they are called by. */
  readonly functions: readonly { readonly name: string; readonly value: FunctionValue }[]
  readonly logic: Logic
  readonly outputs: readonly string[] | null
  /** A table that collects to one value: its result is a value, whatever the columns. */
  readonly isAggregated: boolean
  readonly convert: Convert | null
}

const NOTHING_UNSET: readonly string[] = Object.freeze([])

/** The decision as the engine sees it. */
export function decisionOf(plan: DecisionPlan, inputs: readonly DecisionInput[]): CompiledDecision {
  const { id, name, versionTag, outputs } = plan
  return { id, name, versionTag, inputs, outputs, evaluate: (variables, nowMs) => evaluate(plan, variables, nowMs) }
}

function evaluate(plan: DecisionPlan, variables: VariableLookup, nowMs: number): DecisionOutcome {
  const session = openSession(variables, nowMs)
  try {
    const value = toJsonValue(decide(plan, session))
    return { ok: true, value, rows: rowsOf(plan, value), steps: session.steps, unsetNames: session.unset ?? NOTHING_UNSET }
  } catch (thrown) {
    return { ok: false, error: errorOf(thrown, plan, session) }
  }
}

/** The result of a decision, what it requires first; each decision is evaluated once in a session. */
export function decide(plan: DecisionPlan, session: Session): unknown {
  if (session.results.has(plan)) return session.results.get(plan)
  for (const { what } of plan.required) decide(what, session)
  const value = within(session, null, () => {
    Object.assign(session.place, { decision: plan, rule: null, column: null })
    session.frame = { values: namesAround(plan, session), outer: null }
    const before = session.steps.length
    const given = plan.logic(session)
    if (session.steps.length === before) session.steps.push({ decisionId: plan.id, decisionName: plan.name })
    return (plan.convert === null ? given : plan.convert(given, session, `决策“${plan.name}”的结果`)) ?? null
  })
  session.results.set(plan, value)
  return value
}

/**
 * What names mean inside a decision. Besides its variable, the result of a required decision goes by the decision's name and id, and that of
 * a table by its output columns, as Camunda 7 and 8 have it; the decision's own requirements go before those.
 */
function namesAround(plan: DecisionPlan, session: Session): Map<string, unknown> {
  const values = new Map<string, unknown>()
  for (const { under, what } of plan.required) {
    const result = session.results.get(what)
    values.set(qualified(under, what.id), result)
    addOutputs(values, under, what, result)
    values.set(qualified(under, what.name), result)
  }
  for (const { under, what } of plan.required) values.set(qualified(under, what.variable), session.results.get(what))
  for (const { under, what: input } of plan.inputs) {
    const given = session.inputs?.has(input) === true ? session.inputs.get(input) : session.lookup(input.name)
    if (given !== undefined) values.set(qualified(under, input.name), input.convert === null ? given : input.convert(given, session, `输入“${input.name}”`))
  }
  for (const { name, value } of plan.functions) values.set(name, value)
  return values
}

function addOutputs(values: Map<string, unknown>, under: string, { outputs }: DecisionPlan, result: unknown): void {
  if (outputs === null) return
  if (outputs.length === 1) values.set(qualified(under, outputs[0]!), result)
  else if (typeof result === 'object' && result !== null && !Array.isArray(result)) {
    for (const name of outputs) values.set(qualified(under, name), (result as Record<string, unknown>)[name] ?? null)
  }
}

/** The result as one record per hit. A single value goes under the output's name, else under the decision's variable. */
function rowsOf({ outputs, isAggregated, variable }: DecisionPlan, value: unknown): Record<string, unknown>[] {
  if (outputs === null) return value === null ? [] : [{ [variable]: value }]
  const name = outputs[0]!
  const row = (one: unknown): Record<string, unknown> => (outputs.length === 1 ? { [name]: one } : (one as Record<string, unknown>))
  if (isAggregated) return value === null ? [] : [{ [name]: value }]
  if (Array.isArray(value)) return value.map(row)
  return value === null ? [] : [row(value)]
}

function errorOf(thrown: unknown, plan: DecisionPlan, { place, unset }: Session): DecisionError {
  const { code, message } = thrown instanceof Failure ? thrown : asExpressionError(thrown)
  const decision = place.decision ?? plan
  const where = `${place.rule === null ? '' : `第 ${place.rule} 条规则`}${place.column === null ? '' : `“${place.column}”列`}`
  const names = unset === null ? '' : `未赋值的变量：${unset.slice(0, 20).join('、')}。`
  return { code, message: `决策“${decision.name}”（${decision.id}）${where}：${message}${names}`, decisionId: decision.id, rule: place.rule, column: place.column }
}
