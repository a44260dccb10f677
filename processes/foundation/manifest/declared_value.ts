import { compileFeel } from '#engine/expressions/compile_feel'
import type { CompiledExpression } from '#engine/expressions/expression'

/** A literal, or a FEEL expression (text that begins with `=`), as `manifest.json` declares it. */
export type DeclaredValue = { kind: 'literal'; value: unknown } | { kind: 'expression'; expression: CompiledExpression }

/** Variables an expression may read; a name that is absent is null. */
export type Scope = Readonly<Record<string, unknown>>

/** Compiles a declared value; an error is the message for the designer. */
export function declareValue(source: unknown): { ok: true; value: DeclaredValue } | { ok: false; message: string } {
  if (typeof source !== 'string' || !source.startsWith('=')) return { ok: true, value: { kind: 'literal', value: source } }
  const compiled = compileFeel(source.slice(1))
  return compiled.ok
    ? { ok: true, value: { kind: 'expression', expression: compiled.expression } }
    : { ok: false, message: `表达式“${source}”有误：${compiled.error.message}` }
}

/** Evaluates over own properties only; an expression that fails has the value null, as an unset variable has. */
export function evaluateDeclared(declared: DeclaredValue, scope: Scope, nowMs: number): unknown {
  if (declared.kind === 'literal') return declared.value
  const evaluated = declared.expression.evaluate({
    lookup: (name) => (Object.hasOwn(scope, name) ? scope[name] : undefined),
    nowMs,
  })
  return evaluated.ok ? (evaluated.value ?? null) : null
}

/** Text of a declared value; numbers as they print, everything else empty. */
export function textOf(declared: DeclaredValue, scope: Scope, nowMs: number): string {
  const value = evaluateDeclared(declared, scope, nowMs)
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}

/** Variables a declared value reads. */
export function namesOf(declared: DeclaredValue): readonly string[] {
  return declared.kind === 'expression' ? declared.expression.names : []
}
