import type { VariableLookup } from './expression.js'

/**
 * What one evaluation carries through every closure: where names come from, the clock, and what is left of its
 * allowance. One object per evaluation; nodes allocate nothing.
 */
export interface Run {
  readonly lookup: VariableLookup
  readonly nowMs: number
  /** Units of work left; see `charge`. */
  budget: number
  /** Levels of nested closures entered through function calls; see `enter`. */
  depth: number
  /** Root names read and not found; null while there are none. */
  unset: string[] | null
}

/** One local binding (loop variable, parameter, context literal, filtered element) and the ones around it. */
export interface Env {
  readonly value: unknown
  readonly outer: Env | null
}

/** A compiled syntax node. */
export type Closure = (run: Run, env: Env | null) => unknown

/** Thrown inside closures to leave an evaluation with an error value; caught once, never seen outside. */
export class Failure {
  readonly code: string
  readonly message: string

  constructor(code: string, message: string) {
    this.code = code
    this.message = message
  }
}

/** One unit is about one loop turn or one list element looked at; a hostile loop stops within a second. */
export const EVALUATION_BUDGET = 500_000

/** Longest text and longest list an expression may build. */
export const MAX_TEXT_LENGTH = 1_000_000
export const MAX_LIST_LENGTH = 200_000

const MAX_CALL_DEPTH = 1_000

/** Ends the evaluation with an error value. */
export function fail(code: string, message: string): never {
  throw new Failure(code, message)
}

/** The value of a root name; null, and noted as unset, when nobody set it. */
export function readVariable(run: Run, name: string): unknown {
  const value = run.lookup(name)
  if (value !== undefined) return value
  if (run.unset === null) run.unset = [name]
  else if (!run.unset.includes(name)) run.unset.push(name)
  return null
}

/** Takes `units` from the allowance of this evaluation, or ends it. */
export function charge(run: Run, units: number): void {
  run.budget -= units
  if (run.budget < 0) {
    fail('EXPRESSION_TOO_LONG', '表达式的计算量过大，已停止。请缩小循环范围或列表后重试。')
  }
}

/** Calls `body` one function deeper; `levels` is how many closures nest inside it. Bounds the JavaScript stack. */
export function enter<T>(run: Run, levels: number, body: () => T): T {
  charge(run, 1)
  run.depth += levels
  if (run.depth > MAX_CALL_DEPTH) {
    fail('EXPRESSION_TOO_DEEP', '表达式中的函数调用嵌套过深。请检查函数是否无止境地调用自己。')
  }
  const result = body()
  run.depth -= levels
  return result
}

/** The text itself, paid for by its length, or an error when it is too long. */
export function boundedText(run: Run, text: string): string {
  if (text.length > MAX_TEXT_LENGTH) failTextTooLong()
  charge(run, 1 + (text.length >> 5))
  return text
}

export function failTextTooLong(): never {
  fail('EXPRESSION_TEXT_TOO_LONG', `表达式得到的文本超过 ${MAX_TEXT_LENGTH} 个字。请缩短文本。`)
}

/** The list itself, paid for by its length, or an error when it is too long. */
export function boundedList<T>(run: Run, list: T[]): T[] {
  if (list.length > MAX_LIST_LENGTH) {
    fail('EXPRESSION_LIST_TOO_LONG', `表达式得到的列表超过 ${MAX_LIST_LENGTH} 项。请缩小范围。`)
  }
  charge(run, 1 + (list.length >> 3))
  return list
}
