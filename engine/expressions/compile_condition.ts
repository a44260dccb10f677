import { compileFeel } from './compile_feel.js'
import { compileJuel } from './compile_juel.js'
import { holdsJuel, withSource } from './compile_value.js'
import type { Compiled, CompiledExpression, EvaluationContext, ExpressionError } from './expression.js'
import { typeInChinese, typeOf } from './values/type_of.js'

/** Compiles a condition: FEEL, with or without a leading `=`, or one `${…}`. Space around it does not count. */
export function compileCondition(source: string, knownNames: readonly string[] = []): Compiled {
  const trimmed = source.trim()
  if (trimmed.startsWith('=')) return withSource(compileFeel(trimmed.slice(1), knownNames), source)
  return holdsJuel(trimmed) ? compileJuel(trimmed) : compileFeel(trimmed, knownNames)
}

/** The outcome of a condition. */
export type EvaluatedCondition =
  | { ok: true; value: boolean; unsetNames: readonly string[] }
  | { ok: false; error: ExpressionError; unsetNames: readonly string[] }

/** Whether a condition holds: null is false, anything else that is no boolean is an error. */
export function evaluateCondition(expression: CompiledExpression, context: EvaluationContext): EvaluatedCondition {
  const evaluated = expression.evaluate(context)
  if (!evaluated.ok) return evaluated
  const { value, unsetNames } = evaluated
  if (typeof value === 'boolean') return { ok: true, value, unsetNames }
  if (value === null) return { ok: true, value: false, unsetNames }
  const message = `条件“${expression.source.slice(0, 80)}”的结果是${typeInChinese(typeOf(value))}，不是“是/否”。请改成比较式。`
  return { ok: false, error: { code: 'CONDITION_NOT_BOOLEAN', message }, unsetNames }
}
