import { parseExpression, parseUnaryTests } from 'feelin'
import type { CompileError } from '../expression.js'

/** One node of the syntax tree; keywords and brackets are nodes named after themselves. */
export interface SyntaxNode {
  readonly name: string
  readonly from: number
  readonly text: string
  readonly children: readonly SyntaxNode[]
  /** Levels of nodes below and including this one. */
  readonly height: number
}

/** What a source must stay within: deeper or longer ones are refused before they cost anything. */
const MAX_SOURCE_LENGTH = 10_000
const MAX_BRACKET_DEPTH = 100
const MAX_HEIGHT = 600

/** The grammar of Camunda 8 FEEL: DMN 1.3 plus names in backticks. */
const DIALECT = 'camunda'

type Parsed = { ok: true; tree: SyntaxNode } | { ok: false; error: CompileError }

/**
 * The syntax tree of a FEEL expression or of unary tests (a DMN cell). Names with spaces are read as they stand;
 * names that hold a sign (`a-b`) are read as names only when listed in `knownNames`, else as arithmetic.
 */
export function parseFeel(source: string, top: 'expression' | 'unary tests', knownNames: readonly string[]): Parsed {
  const refused = refuseSize(source)
  if (refused !== null) return { ok: false, error: refused }
  try {
    const context = Object.fromEntries(knownNames.map((name) => [name, null]))
    const parse = top === 'expression' ? parseExpression : parseUnaryTests
    return nodesOf(parse(withoutAmbiguity(source), context, DIALECT), source)
  } catch (thrown) {
    return { ok: false, error: thrown instanceof RangeError ? tooDeep(0) : syntaxError(source, 0) }
  }
}

const TEXT_OR_AMBIGUOUS_CALL = /"(?:[^"\\]|\\.)*"|(?<![\p{L}\p{N}_])(?:years and months duration|date and time|get or else)(?=\s*\()/gu

/**
 * The grammar can read `years and months duration(…)` as a conjunction as well, and which of the two it takes depends
 * on the arguments. Joined by underscores the name has one reading, and every position stays where it was; the tree
 * keeps the text as written.
 */
function withoutAmbiguity(source: string): string {
  return source.replace(TEXT_OR_AMBIGUOUS_CALL, (found) => (found.startsWith('"') ? found : found.replaceAll(' ', '_')))
}

function refuseSize(source: string): CompileError | null {
  if (source.length > MAX_SOURCE_LENGTH) {
    return { code: 'EXPRESSION_TOO_LONG', message: `表达式超过 ${MAX_SOURCE_LENGTH} 个字。请拆成几个较短的表达式。` }
  }
  let depth = 0
  let isText = false
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!
    if (isText && char === '\\') i++
    else if (char === '"') isText = !isText
    else if (isText) continue
    else if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char)) depth--
    if (Math.abs(depth) > MAX_BRACKET_DEPTH) return tooDeep(i)
  }
  return null
}

function tooDeep(position: number): CompileError {
  return { code: 'EXPRESSION_TOO_DEEP', message: '表达式嵌套过深。请拆成几个较短的表达式。', position }
}

interface Building {
  name: string
  from: number
  to: number
  children: SyntaxNode[]
}

function nodesOf(tree: ReturnType<typeof parseExpression>, source: string): Parsed {
  const root: Building = { name: 'Root', from: 0, to: source.length, children: [] }
  const open: Building[] = [root]
  let error: CompileError | null = null
  tree.iterate({
    enter({ type, name, from, to }) {
      if (error !== null) return false
      if (type.isError) error = syntaxError(source, from)
      else if (open.length > MAX_HEIGHT) error = tooDeep(from)
      if (error !== null || type.isSkipped) return false
      open.push({ name, from, to, children: [] })
      return undefined
    },
    leave({ type }) {
      if (type.isSkipped || error !== null) return
      const node = closed(open.pop()!, source)
      open.at(-1)!.children.push(node)
    },
  })
  if (error !== null) return { ok: false, error }
  const [top] = root.children
  return top === undefined ? { ok: false, error: syntaxError(source, 0) } : { ok: true, tree: top }
}

function closed({ name, from, to, children }: Building, source: string): SyntaxNode {
  const height = 1 + children.reduce((highest, child) => Math.max(highest, child.height), 0)
  return { name, from, text: source.slice(from, to), children, height }
}

const FULL_WIDTH = /[＞＜＝（）［］｛｝＋－＊／“”‘’，。；：！≥≤≠]/

/** The first full-width sign outside text literals: typed with a Chinese keyboard where a plain one was meant. */
export function fullWidthSign(source: string): string | null {
  const bare = source.replace(/"(?:[^"\\]|\\.)*"/g, '')
  return FULL_WIDTH.exec(bare)?.[0] ?? null
}

const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/&&/, '“并且”请写 and。'],
  [/\|\|/, '“或者”请写 or。'],
  [/==/, '“等于”请写一个 =。'],
  [/'[^']*'/, '文本请用双引号。'],
  [/^\s*!|!(?!=)/, '“非”请写 not(…)。'],
  [/\bis\s+(not\s+)?null\b/, '判断为空请写 = null 或 != null。'],
]

function syntaxError(source: string, position: number): CompileError {
  if (source.trim() === '') return { code: 'FEEL_SYNTAX', message: '表达式是空的。请填写表达式。', position: 0 }
  const near = source.slice(position, position + 12).trim()
  const where = near === '' ? '在末尾不完整' : `从第 ${position + 1} 个字符“${near}”起无法识别`
  const hint = hintFor(source)
  return { code: 'FEEL_SYNTAX', message: `表达式${where}。${hint}`, position }
}

function hintFor(source: string): string {
  const sign = fullWidthSign(source)
  if (sign !== null) return `请把全角符号“${sign}”换成半角符号。`
  return FOREIGN.find(([pattern]) => pattern.test(source))?.[1] ?? '请检查括号、引号和运算符。'
}
