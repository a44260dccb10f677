import type { VariableLookup } from '#engine/expressions/expression'
import type { DecisionOutcome } from '#engine/model/decision'

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
