import type { VariableLookup } from '#engine/expressions/expression'

/** A decision of a DMN file, compiled: evaluated any number of times, keeps no state. */
export interface CompiledDecision {
  /** What models refer to it by. */
  readonly id: string
  readonly name: string
  readonly versionTag: string | null
  /** Names of the input data it and what it requires ask for, in order of first appearance. */
  readonly inputs: readonly DecisionInput[]
  /** Names of the outputs of a table, null for any other logic. */
  readonly outputs: readonly string[] | null
  evaluate(variables: VariableLookup, nowMs: number): DecisionOutcome
}

/** A value that a decision asks for. */
export interface DecisionInput {
  readonly name: string
  /** Type as written, `Any` without. */
  readonly type: string
}

/** A rule that matched. */
export interface MatchedRule {
  /** From 1, as the table numbers its rows. */
  readonly number: number
  readonly id: string | null
  /** Annotations and description of the rule, for people. */
  readonly note: string | null
}

/** One decision evaluated on the way, in order: required ones first. */
export interface DecidedStep {
  readonly decisionId: string
  readonly decisionName: string
  /** Of a table; absent for any other logic. */
  readonly rules?: readonly MatchedRule[]
}

/**
 * The outcome of one evaluation. `value` is the result as DMN defines it, as JSON; `rows` the same as a list of records by output name, one
 * per hit, which is how Camunda 7 maps results. `unsetNames` were read and nobody had set them.
 */
export type DecisionOutcome =
  | { ok: true; value: unknown; rows: readonly Record<string, unknown>[]; steps: readonly DecidedStep[]; unsetNames: readonly string[] }
  | { ok: false; error: DecisionError }

/** Why a decision has no result; `message` names decision, rule and column and says what to do next. */
export interface DecisionError {
  code: string
  message: string
  decisionId: string
  /** From 1. */
  rule: number | null
  column: string | null
}
