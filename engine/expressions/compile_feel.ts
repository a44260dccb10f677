import { compiled } from './compiled.js'
import type { Compiled } from './expression.js'
import { compileFeelClosure, NO_SURROUNDINGS } from './feel_closure.js'

/**
 * Compiles a FEEL expression (DMN 1.3, Camunda 8) once.
 * `knownNames` are variable names that hold a sign, such as `a-b`: without them `a-b` is a subtraction.
 */
export function compileFeel(source: string, knownNames: readonly string[] = []): Compiled {
  return compileAs('expression', source, knownNames)
}

/** Compiles a DMN cell: tests of the value that the lookup gives for `?`. */
export function compileUnaryTests(source: string, knownNames: readonly string[] = []): Compiled {
  return compileAs('unary tests', source, knownNames)
}

function compileAs(top: 'expression' | 'unary tests', source: string, knownNames: readonly string[]): Compiled {
  const outcome = compileFeelClosure(source, top, { ...NO_SURROUNDINGS, knownNames })
  if (!outcome.ok) return outcome
  const { closure: root, names, elementNames } = outcome
  return { ok: true, expression: compiled({ source, dialect: 'feel', names, elementNames, root }) }
}
