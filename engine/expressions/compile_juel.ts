import { compiled, compiledLiteral } from './compiled.js'
import { boundedText, failTextTooLong, MAX_TEXT_LENGTH, type Closure } from './evaluation.js'
import type { Compiled } from './expression.js'
import { toInsertedText } from './juel/coercion.js'
import { parseJuel } from './juel/parse_juel.js'
import { segmentsOf } from './juel/segments.js'

const MAX_SOURCE_LENGTH = 10_000

/**
 * Compiles a text with `${…}` or `#{…}` in it. A text that is one expression has that expression's value; a mixed one
 * is text, with null as nothing; one without any expression is a literal.
 */
export function compileJuel(source: string): Compiled {
  if (source.length > MAX_SOURCE_LENGTH) {
    return { ok: false, error: { code: 'EXPRESSION_TOO_LONG', message: `表达式超过 ${MAX_SOURCE_LENGTH} 个字。请缩短。` } }
  }
  const segments = segmentsOf(source)
  if (segments === null) {
    return { ok: false, error: { code: 'JUEL_SYNTAX', message: `“${source.slice(0, 60)}”里的 \${ 没有对应的 }。请补上。` } }
  }
  if (segments.every(({ isExpression }) => !isExpression)) {
    return { ok: true, expression: compiledLiteral(source, segments.map(({ text }) => text).join('')) }
  }
  const names = new Set<string>()
  const closures: Closure[] = []
  for (const { isExpression, text, from } of segments) {
    const parsed = isExpression ? parseJuel(text, names) : { ok: true as const, closure: () => text }
    if (!parsed.ok) return { ok: false, error: { ...parsed.error, position: from + (parsed.error.position ?? 0) } }
    closures.push(parsed.closure)
  }
  const root = closures.length === 1 ? closures[0]! : concatenation(closures)
  return { ok: true, expression: compiled({ source, dialect: 'juel', names: [...names], root }) }
}

function concatenation(closures: readonly Closure[]): Closure {
  return (run, env) => {
    let text = ''
    for (const closure of closures) {
      text += toInsertedText(run, closure(run, env))
      if (text.length > MAX_TEXT_LENGTH) failTextTooLong()
    }
    return boundedText(run, text)
  }
}
