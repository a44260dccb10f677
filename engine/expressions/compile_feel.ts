import { compiled } from './compiled.js'
import type { Compiled } from './expression.js'
import { compileTree } from './feel/compile_node.js'
import { CompileFailure } from './feel/part.js'
import type { NamesRead } from './feel/scope.js'
import { parseFeel } from './feel/syntax.js'
import { normalizeName } from './values/own_entry.js'

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
  const parsed = parseFeel(source, top, knownNames)
  if (!parsed.ok) return parsed
  const spelling = new Map(knownNames.map((name) => [normalizeName(name), name]))
  const names: NamesRead = { spelling, root: new Set(), element: new Set() }
  try {
    const { closure, constant } = compileTree(parsed.tree, names, top === 'unary tests')
    const root = constant === undefined ? closure : () => constant.value
    const elementNames = [...names.element].filter((name) => !names.root.has(name))
    return { ok: true, expression: compiled({ source, dialect: 'feel', names: [...names.root], elementNames, root }) }
  } catch (thrown) {
    if (!(thrown instanceof CompileFailure)) throw thrown
    const { code, message, position } = thrown
    return { ok: false, error: { code, message, position } }
  }
}
