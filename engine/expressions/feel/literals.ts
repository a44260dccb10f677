import { charge, fail, type Closure, type Env } from '../evaluation.js'
import { normalizeName, setEntry } from '../values/own_entry.js'
import type { ContextValue } from '../values/type_of.js'
import { constantPart, inner, part, refuse, type NodeCompiler } from './part.js'
import type { Scope } from './scope.js'
import type { SyntaxNode } from './syntax.js'

export const compileNumber: NodeCompiler = (node) => constantPart('number', Number(node.text.replace(/\s+/g, '')))

export const compileBoolean: NodeCompiler = (node) => constantPart('boolean', node.text === 'true')

export const compileNull: NodeCompiler = () => constantPart('nil', null)

export const compileText: NodeCompiler = (node) => constantPart('string', unescaped(node.text))

const ESCAPE = /\\(?:[uU]\{?([0-9a-fA-F]{4,6})\}?|(["\\nrt]))/g
const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** The characters a FEEL string literal stands for (DMN 1.3 §10.3.1.2, rule 36). */
export function unescaped(literal: string): string {
  return literal.slice(1, -1).replace(ESCAPE, (whole, hex: string | undefined, sign: string | undefined) => {
    if (hex === undefined) return ESCAPED[sign!] ?? sign!
    const code = Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** `[a, b]` */
export const compileList: NodeCompiler = (node, scope, compilation) => {
  const elements = inner(node).map((child) => compilation.compile(child, scope).closure)
  return part('other', (run, env) => {
    charge(run, elements.length)
    return elements.map((element) => element(run, env))
  })
}

/** `{a: 1, b: a + 1}`; an entry sees the entries before it, and a function in it sees all of them. */
export const compileContext: NodeCompiler = (node, scope, compilation) => {
  const entries = inner(node)
  const keys = entries.map(keyOf)
  const names = keys.map(normalizeName)
  const all = new Set(names)
  const values = entries.map((entry, i) => {
    const within: Scope = { kind: 'record', keys: all, written: new Set(names.slice(0, i)), outer: scope }
    return compilation.compile(entry.children[1]!, within).closure
  })
  return part('other', (run, env) => {
    const record: ContextValue = {}
    const within: Env = { value: record, outer: env }
    charge(run, keys.length)
    for (let i = 0; i < keys.length; i++) setEntry(record, keys[i]!, values[i]!(run, within))
    return record
  })
}

function keyOf(entry: SyntaxNode): string {
  const key = entry.children[0]!
  const [name] = key.children
  const text = name?.name === 'StringLiteral' ? unescaped(name.text) : nameText(name ?? key)
  if (text === '__proto__') refuse('EXPRESSION_FORBIDDEN_KEY', '对象的键不能是“__proto__”。请换一个名称。', entry)
  return text
}

/** The text of a name as the author wrote it, runs of spaces made one. */
export function nameText(node: SyntaxNode): string {
  return node.text.replace(/`/g, '').replace(/\s{2,}/g, ' ')
}

/** A node that has no meaning on its own. */
export const unsupported: NodeCompiler = (node) =>
  refuse('FEEL_UNSUPPORTED', `此处不支持“${node.text.slice(0, 20)}”这种写法。请改用等价的表达式。`, node)

/** `-` in a DMN cell: always true. */
export const compileWildcard: NodeCompiler = () => constantPart('boolean', true)

/** `?`: the value a DMN cell is tested against. */
export const compileInput: NodeCompiler = () => part('other', readInput)

const readInput: Closure = (run) => {
  const value = run.lookup('?')
  return value === undefined ? fail('FEEL_NO_INPUT', '“?”只能用在决策表的单元格里。请改用变量名。') : value
}
