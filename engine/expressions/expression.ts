/**
 * The seam of the expression language: what every other folder may know about a compiled expression.
 * Values going in and out are JSON; an error is a value and never thrown.
 */

/** Looks a root name up, among own entries only (`toString` is a name like any other); undefined when nobody set it. */
export type VariableLookup = (name: string) => unknown

/** What one evaluation may ask: variables, and the clock (epoch milliseconds; the zone is Asia/Shanghai). */
export interface EvaluationContext {
  lookup: VariableLookup
  nowMs: number
}

/** Why an expression has no value; the message is for people, in Chinese, and says what to do next. */
export interface ExpressionError {
  code: string
  message: string
}

/**
 * The outcome of one evaluation. `value` is JSON and may share lists and objects with the variables: read-only.
 * `unsetNames` are the root names that were read and that nobody had set.
 */
export type Evaluated =
  | { ok: true; value: unknown; unsetNames: readonly string[] }
  | { ok: false; error: ExpressionError; unsetNames: readonly string[] }

/** An expression compiled once at deployment; `evaluate` may be called any number of times and keeps no state. */
export interface CompiledExpression {
  readonly source: string
  readonly dialect: 'feel' | 'juel' | 'literal'
  /** Root names the expression reads, each once, in order of first appearance. */
  readonly names: readonly string[]
  /** Names inside a filter (`列表[数量 > 1]`) that the list's elements supply, or else the root. */
  readonly elementNames: readonly string[]
  evaluate(context: EvaluationContext): Evaluated
}

/** A refused source; `position` is the offset in `source` where it stops making sense. */
export type CompileError = ExpressionError & { position?: number }

export type Compiled = { ok: true; expression: CompiledExpression } | { ok: false; error: CompileError }
