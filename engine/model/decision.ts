/** A rule of a decision table that matched. */
export interface MatchedRule {
  /** From 1, as the table numbers its rows. */
  readonly number: number
  readonly id: string | null
  /** Annotations and description of the rule, for people. */
  readonly note: string | null
}

/** One decision evaluated on the way to a result; required ones come first. */
export interface DecidedStep {
  readonly decisionId: string
  readonly decisionName: string
  /** Of a table; absent for any other logic. */
  readonly rules?: readonly MatchedRule[]
}

/** Why a decision has no result; `message` names decision, rule and column and says what to do next. */
export interface DecisionError {
  readonly code: string
  readonly message: string
  readonly decisionId: string
  /** From 1. */
  readonly rule: number | null
  readonly column: string | null
}

/**
 * The outcome of one evaluation. `value` is the result as DMN defines it, as JSON; `rows` the same as a list of records by output name, one
 * per hit, which is how Camunda 7 maps results. `unsetNames` were read and nobody had set them.
 */
export type DecisionOutcome =
  | {
      readonly ok: true
      readonly value: unknown
      readonly rows: readonly Readonly<Record<string, unknown>>[]
      readonly steps: readonly DecidedStep[]
      readonly unsetNames: readonly string[]
    }
  | { readonly ok: false; readonly error: DecisionError }
