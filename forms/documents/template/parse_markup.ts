import type { FilledTemplate } from './fill_template.js'
import type { ProblemList } from './problem.js'

export interface MarkupText {
  kind: 'text'
  text: string
  line: number
}

export interface MarkupElement {
  kind: 'element'
  name: string
  attributes: Map<string, string>
  children: MarkupNode[]
  line: number
}

export type MarkupNode = MarkupElement | MarkupText

const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy
const ATTRIBUTE = /\s*([\p{L}_][\p{L}\p{N}_]*)\s*=\s*"([^"<]*)"/uy
const TAG_END = /\s*(\/?)>/y
const CLOSING = /<\/\s*([\p{L}_][\p{L}\p{N}_]*)\s*>/uy
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const DEEPEST = 30

interface Reader {
  text: string
  at: number
  lineOf(offset: number): number
  problems: ProblemList
}

/**
 * The tree of the block markup: tags with attributes in double quotes, text, comments `<!-- -->`; a small XML without
 * declarations or own entities. What can't be read is a problem with its line, and reading goes on after it.
 */
export function parseMarkup(filled: FilledTemplate, problems: ProblemList): MarkupNode[] {
  const reader: Reader = { text: filled.text, at: 0, lineOf: lineFinder(filled), problems }
  const roots: MarkupNode[] = []
  const open: MarkupElement[] = []
  while (reader.at < reader.text.length) {
    const siblings = open.at(-1)?.children ?? roots
    if (reader.text[reader.at] !== '<') addText(reader, siblings)
    else if (reader.text.startsWith('<!--', reader.at)) skipComment(reader)
    else if (reader.text[reader.at + 1] === '/') closeElement(reader, open)
    else openElement(reader, open, siblings)
  }
  for (const element of open) problems.add('MARKUP_SYNTAX', element.line, `<${element.name}> 没有结束，请补上 </${element.name}>。`)
  return roots
}

function addText(reader: Reader, siblings: MarkupNode[]): void {
  const next = reader.text.indexOf('<', reader.at)
  const end = next === -1 ? reader.text.length : next
  const raw = reader.text.slice(reader.at, end)
  siblings.push({ kind: 'text', text: raw, line: reader.lineOf(reader.at + raw.length - raw.trimStart().length) })
  reader.at = end
}

function skipComment(reader: Reader): void {
  const end = reader.text.indexOf('-->', reader.at)
  if (end === -1) reader.problems.add('MARKUP_SYNTAX', reader.lineOf(reader.at), '注释 <!-- 没有用 --> 结束。')
  reader.at = end === -1 ? reader.text.length : end + 3
}

function closeElement(reader: Reader, open: MarkupElement[]): void {
  const line = reader.lineOf(reader.at)
  const [tag, name] = match(CLOSING, reader) ?? []
  if (!tag || !name) return skipBroken(reader, '结束标签写法有误，应为 </名称>。')
  reader.at += tag.length
  const place = open.findLastIndex((element) => element.name === name)
  if (place === -1) return reader.problems.add('MARKUP_SYNTAX', line, `</${name}> 前面没有对应的 <${name}>。`)
  for (const element of open.splice(place).slice(1)) {
    reader.problems.add('MARKUP_SYNTAX', element.line, `<${element.name}> 没有结束，请在 </${name}> 之前补上 </${element.name}>。`)
  }
}

function openElement(reader: Reader, open: MarkupElement[], siblings: MarkupNode[]): void {
  const line = reader.lineOf(reader.at)
  reader.at++
  const [name] = match(NAME, reader) ?? []
  if (!name) {
    siblings.push({ kind: 'text', text: '<', line })
    return reader.problems.add('MARKUP_SYNTAX', line, '单独的 < 不能直接写，请写成 &lt;。')
  }
  reader.at += name.length
  const attributes = new Map<string, string>()
  for (let found = match(ATTRIBUTE, reader); found; found = match(ATTRIBUTE, reader)) {
    reader.at += found[0].length
    const key = found[1] as string
    if (attributes.has(key)) reader.problems.add('MARKUP_SYNTAX', line, `<${name}> 的属性 ${key} 写了两次。`)
    attributes.set(key, decodeText(found[2] as string, line, reader.problems))
  }
  const end = match(TAG_END, reader)
  if (end) reader.at += end[0].length
  else skipBroken(reader, `<${name}> 的写法有误：属性应写成 名称="值"，标签应以 > 结束。`)
  const element: MarkupElement = { kind: 'element', name, attributes, children: [], line }
  if (open.length >= DEEPEST) return reader.problems.add('MARKUP_SYNTAX', line, `标签嵌套超过 ${DEEPEST} 层。`)
  siblings.push(element)
  if (end?.[1] !== '/') open.push(element)
}

/** Reports the broken tag and goes on behind its `>`. */
function skipBroken(reader: Reader, message: string): void {
  reader.problems.add('MARKUP_SYNTAX', reader.lineOf(Math.min(reader.at, reader.text.length - 1)), message)
  const end = reader.text.indexOf('>', reader.at)
  reader.at = end === -1 ? reader.text.length : end + 1
}

function match(pattern: RegExp, reader: Reader): RegExpExecArray | null {
  pattern.lastIndex = reader.at
  return pattern.exec(reader.text)
}

/**
 * Text of the template as it is printed: line ends and indentation of the source vanish between hanzi and count as one space
 * between words, while line feeds that stand in the data (written as &#10;) stay.
 */
export function printedText(raw: string, line: number, problems: ProblemList): string {
  const folded = raw.replace(/[ \t]*\r?\n\s*/g, (gap, offset: number) => {
    const before = raw[offset - 1] ?? ''
    const after = raw[offset + gap.length] ?? ''
    return /[\w.,;:]/.test(before) && /\w/.test(after) ? ' ' : ''
  })
  return decodeText(folded, line, problems)
}

function decodeText(raw: string, line: number, problems: ProblemList): string {
  return raw.replace(/&(#\d{1,7}|[a-z]+)?;?/g, (entity, body: string | undefined) => {
    const code = body?.startsWith('#') ? Number(body.slice(1)) : undefined
    if (entity.endsWith(';') && code !== undefined && code <= 0x10ffff) return String.fromCodePoint(code)
    const known = entity.endsWith(';') && body ? ENTITIES[body] : undefined
    if (known === undefined) problems.add('MARKUP_SYNTAX', line, `${entity} 写法有误：要印出 & 请写成 &amp;。`)
    return known ?? entity
  })
}

/** Finds the source line of an offset in the filled text, by bisection. */
function lineFinder({ text, origins }: FilledTemplate): (offset: number) => number {
  return (offset) => {
    let low = 0
    let high = origins.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((origins[middle]?.offset ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const origin = origins[low]
    if (!origin) return 1
    return origin.line + (origin.advances ? countLineFeeds(text, origin.offset, offset) : 0)
  }
}

function countLineFeeds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}
