import { EVALUATION_BUDGET, Failure, type Closure, type Run } from './evaluation.js'
import type { CompiledExpression, Evaluated, EvaluationContext, ExpressionError } from './expression.js'
import { toJsonValue } from './values/to_json_value.js'

const NOTHING_UNSET: readonly string[] = Object.freeze([])

/** What a compiler hands over: the closure of the root node and the names it may read. */
export interface CompiledParts {
  source: string
  dialect: CompiledExpression['dialect']
  names: readonly string[]
  elementNames?: readonly string[]
  root: Closure
}

/** Wraps the root closure as a `CompiledExpression`: one `Run` per evaluation, errors turned into values. */
export function compiled({ source, dialect, names, elementNames, root }: CompiledParts): CompiledExpression {
  return {
    source,
    dialect,
    names,
    elementNames: elementNames ?? NOTHING_UNSET,
    evaluate: (context) => evaluateRoot(root, context),
  }
}

/** A value known at deployment. */
export function compiledLiteral(source: string, value: unknown): CompiledExpression {
  const evaluated: Evaluated = Object.freeze({ ok: true, value, unsetNames: NOTHING_UNSET })
  return { source, dialect: 'literal', names: NOTHING_UNSET, elementNames: NOTHING_UNSET, evaluate: () => evaluated }
}

function evaluateRoot(root: Closure, context: EvaluationContext): Evaluated {
  const run: Run = {
    lookup: context.lookup,
    nowMs: context.nowMs,
    budget: EVALUATION_BUDGET,
    depth: 0,
    unset: null,
  }
  try {
    const value = toJsonValue(root(run, null))
    return { ok: true, value, unsetNames: run.unset ?? NOTHING_UNSET }
  } catch (thrown) {
    return { ok: false, error: asExpressionError(thrown), unsetNames: run.unset ?? NOTHING_UNSET }
  }
}

/** A stack overflow is the expression's fault; anything else that is not a `Failure` is a bug and goes on up. */
export function asExpressionError(thrown: unknown): ExpressionError {
  if (thrown instanceof Failure) return { code: thrown.code, message: thrown.message }
  if (thrown instanceof RangeError && /call stack/i.test(thrown.message)) {
    return { code: 'EXPRESSION_TOO_DEEP', message: '表达式嵌套过深。请拆成几个较短的表达式。' }
  }
  throw thrown
}
