import { compiledLiteral } from './compiled.js'
import { compileFeel } from './compile_feel.js'
import { compileJuel } from './compile_juel.js'
import type { Compiled } from './expression.js'

/**
 * Compiles an attribute's value: FEEL after a leading `=`, JUEL when it holds `${` (or `#{`, as older Camunda models
 * write it), else the text itself.
 */
export function compileValue(source: string, knownNames: readonly string[] = []): Compiled {
  if (source.startsWith('=')) return withSource(compileFeel(source.slice(1), knownNames), source)
  if (holdsJuel(source)) return compileJuel(source)
  return { ok: true, expression: compiledLiteral(source, source) }
}

/** Whether a text is read as JUEL. */
export function holdsJuel(source: string): boolean {
  return source.includes('${') || source.includes('#{')
}

/** The outcome in terms of the text with its `=`. */
export function withSource(outcome: Compiled, source: string): Compiled {
  if (outcome.ok) return { ok: true, expression: { ...outcome.expression, source } }
  const { error } = outcome
  const shift = source.indexOf('=') + 1
  return { ok: false, error: error.position === undefined ? error : { ...error, position: error.position + shift } }
}
