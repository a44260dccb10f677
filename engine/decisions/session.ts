import { EVALUATION_BUDGET, type Run } from '#engine/expressions/evaluation'
import type { VariableLookup } from '#engine/expressions/expression'
import type { DecidedStep } from '#engine/model/decision'
import type { DecisionPlan, InputPlan } from './decision_plan.js'

/** Names bound around an expression: required results, input data, parameters, context entries; then those around these. */
export interface Frame {
  readonly values: ReadonlyMap<string, unknown>
  readonly outer: Frame | null
}

/** Where an evaluation is, so that an error can say which cell it comes from. Written before each cell, read only when something fails. */
export interface Place {
  decision: { readonly id: string; readonly name: string } | null
  /** From 1; null outside the rules of a table. */
  rule: number | null
  /** Name of the column, null outside a table. */
  column: string | null
}

/** One evaluation of a decision with all it requires: the FEEL run, what names mean now, and what was decided on the way. */
export interface Session extends Run {
  frame: Frame | null
  /** Value of `?` while the cells of a column are looked at. */
  probe: unknown
  readonly place: Place
  /** Results of required decisions; each is evaluated once. */
  results: Map<DecisionPlan, unknown>
  /** Input data given by a decision service's caller; null = taken from the variables. */
  inputs: ReadonlyMap<InputPlan, unknown> | null
  readonly steps: DecidedStep[]
}

/** Opens an evaluation over the variables; one allowance of work for all of it. */
export function openSession(variables: VariableLookup, nowMs: number): Session {
  const session: Session = {
    lookup: (name) => (name === '?' ? session.probe : nameIn(session.frame, name, variables)),
    nowMs,
    budget: EVALUATION_BUDGET,
    depth: 0,
    unset: null,
    frame: null,
    probe: undefined,
    place: { decision: null, rule: null, column: null },
    results: new Map(),
    inputs: null,
    steps: [],
  }
  return session
}

function nameIn(frame: Frame | null, name: string, variables: VariableLookup): unknown {
  for (let at = frame; at !== null; at = at.outer) {
    const value = at.values.get(name)
    if (value !== undefined) return value
  }
  return variables(name)
}

/** Evaluates with other names around; afterwards the former ones are back, and so is the place. */
export function within<T>(session: Session, frame: Frame | null, body: () => T): T {
  const { frame: before, probe } = session
  const { decision, rule, column } = session.place
  session.frame = frame
  const value = body()
  session.frame = before
  session.probe = probe
  Object.assign(session.place, { decision, rule, column })
  return value
}
