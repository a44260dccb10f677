import { compileFeel } from '#engine/expressions/compile_feel'
import type { Compiled, CompileError, Evaluated } from '#engine/expressions/expression'

/** Monday, 2 March 2026, 17:30:00 in Changsha. */
export const NOW_MS = Date.parse('2026-03-02T09:30:00Z')

/** The outcome of a compiled source over plain variables. */
export function evaluated(compiled: Compiled, variables: Record<string, unknown> = {}, nowMs = NOW_MS): Evaluated {
  if (!compiled.ok) throw new Error(`Expected the source to compile, but: ${compiled.error.code} ${compiled.error.message}`)
  const lookup = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
  return compiled.expression.evaluate({ lookup, nowMs })
}

/** The value of a FEEL source, or the code of its error as `!CODE`. */
export function feel(source: string, variables: Record<string, unknown> = {}): unknown {
  const compiled = compileFeel(source)
  if (!compiled.ok) return `!${compiled.error.code}`
  const outcome = evaluated(compiled, variables)
  return outcome.ok ? outcome.value : `!${outcome.error.code}`
}

/** The error of a refused source or of a failed evaluation; undefined when there is none. */
export function errorOf(outcome: Compiled | Evaluated): CompileError | undefined {
  return outcome.ok ? undefined : outcome.error
}
