import type { Closure } from './evaluation.js'
import type { CompileError } from './expression.js'
import { compileTree } from './feel/compile_node.js'
import { CompileFailure } from './feel/part.js'
import type { NamesRead } from './feel/scope.js'
import { parseFeel, type SyntaxNode } from './feel/syntax.js'
import { normalizeName } from './values/own_entry.js'

/** What an expression may count on around it. */
export interface Surroundings {
  /** Names that hold a sign or a space (`a-b`), which would else be read as arithmetic. */
  readonly knownNames: readonly string[]
  /** Whether a name, in its normalised spelling, is a function of the surroundings: it hides a built-in of that name. */
  isFunction(name: string): boolean
}

export const NO_SURROUNDINGS: Surroundings = { knownNames: [], isFunction: () => false }

/** A compiled source without its wrapping: for who opens the run himself and evaluates many of them under one allowance. */
export type CompiledClosure =
  | { ok: true; closure: Closure; constant?: { readonly value: unknown }; names: readonly string[]; elementNames: readonly string[]; tree: SyntaxNode }
  | { ok: false; error: CompileError }

/** Compiles FEEL, an expression or the tests of a DMN cell, to a bare closure; its values are FEEL's own, not JSON. */
export function compileFeelClosure(source: string, top: 'expression' | 'unary tests', surroundings: Surroundings = NO_SURROUNDINGS): CompiledClosure {
  const { knownNames, isFunction } = surroundings
  const parsed = parseFeel(source, top, knownNames)
  if (!parsed.ok) return parsed
  const spelling = new Map(knownNames.map((name) => [normalizeName(name), name]))
  const names: NamesRead = { spelling, isFunction, root: new Set(), element: new Set() }
  try {
    const { closure, constant } = compileTree(parsed.tree, names, top === 'unary tests')
    const elementNames = [...names.element].filter((name) => !names.root.has(name))
    const read = { names: [...names.root], elementNames, tree: parsed.tree }
    return constant === undefined ? { ok: true, closure, ...read } : { ok: true, closure: () => constant.value, constant, ...read }
  } catch (thrown) {
    if (!(thrown instanceof CompileFailure)) throw thrown
    const { code, message, position } = thrown
    return { ok: false, error: { code, message, position } }
  }
}
