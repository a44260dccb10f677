import type { Closure } from '../evaluation.js'
import type { NamesRead, Scope } from './scope.js'
import type { SyntaxNode } from './syntax.js'

/**
 * What the text alone tells about a node's value, which decides what `list[…]` does with it: a position, a test per
 * element, or (`any`) whichever the value turns out to be.
 */
export type StaticKind = 'number' | 'boolean' | 'string' | 'nil' | 'temporal' | 'test' | 'any' | 'other'

/** A compiled node. `constant` is present when the value is known at deployment. */
export interface Part {
  readonly closure: Closure
  readonly kind: StaticKind
  readonly constant?: { readonly value: unknown }
}

/** The compilation under way, handed to every node compiler. */
export interface Compilation {
  readonly names: NamesRead
  /** Whether a DMN cell is being compiled, where `?` is the input. */
  readonly isCell: boolean
  compile(node: SyntaxNode, scope: Scope | null): Part
}

/** Compiles one kind of syntax node. */
export type NodeCompiler = (node: SyntaxNode, scope: Scope | null, compilation: Compilation) => Part

export function part(kind: StaticKind, closure: Closure): Part {
  return { kind, closure }
}

export function constantPart(kind: StaticKind, value: unknown): Part {
  return { kind, closure: () => value, constant: { value } }
}

/** Refuses a source during compilation; caught by the compiler and returned as an error value. */
export class CompileFailure {
  readonly code: string
  readonly message: string
  readonly position: number

  constructor(code: string, message: string, position: number) {
    this.code = code
    this.message = message
    this.position = position
  }
}

export function refuse(code: string, message: string, node: SyntaxNode): never {
  throw new CompileFailure(code, message, node.from)
}

/** The children that are not brackets. */
export function inner(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter(({ name }) => !BRACKETS.has(name))
}

const BRACKETS = new Set(['(', ')', '[', ']', '{', '}', '<', '>'])
