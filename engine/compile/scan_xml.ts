import type { Findings } from './findings.js'

/** Deepest nesting taken; a drawn model has about 20 levels. */
const MAX_DEPTH = 200
const MAX_TAGS = 200_000

/** Characters that XML 1.0 does not allow (§2.2), lone surrogates aside. */
// oxlint-disable-next-line no-control-regex -- these are exactly the characters sought
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,8})|#x([0-9a-fA-F]{1,6}))?(;?)/g

interface Scan {
  readonly text: string
  readonly findings: Findings
  readonly open: string[]
  position: number
  /** Where the next `&` stands, looked up once; the end when there is none. Asked anew for every tag, a long file would be read as often as it has tags. */
  ampersandAt: number
  tags: number
  hasRoot: boolean
}

/**
 * Whether a text is well-formed enough to be handed to the parser: no DOCTYPE (so no entities of its own, no access to files or net), no
 * forbidden characters, bounded depth and size, every tag closed. One pass, no recursion; the first mistake is the finding.
 */
export function scanXml(text: string, findings: Findings): boolean {
  const scan: Scan = { text, findings, open: [], position: 0, ampersandAt: -1, tags: 0, hasRoot: false }
  if (FORBIDDEN.test(text)) return fail(scan, 'XML_CHARACTER', '文件含有 XML 不允许的控制字符', '请删去这些字符后上传')
  while (scan.position < text.length) {
    const tagAt = text.indexOf('<', scan.position)
    const end = tagAt < 0 ? text.length : tagAt
    if (!checkText(scan, scan.position, end)) return false
    scan.position = end
    if (tagAt >= 0 && !markup(scan)) return false
  }
  if (scan.open.length > 0) return fail(scan, 'XML_TRUNCATED', `元素 <${scan.open.at(-1) as string}> 没有结束，文件可能被截断`, '请重新导出后上传')
  return scan.hasRoot || fail(scan, 'XML_MALFORMED', '文件不是 XML', '请上传 BPMN 2.0 文件')
}

function markup(scan: Scan): boolean {
  const { text, position } = scan
  if (text.startsWith('<!--', position)) return skipTo(scan, '-->', '注释')
  if (text.startsWith('<![CDATA[', position)) return skipTo(scan, ']]>', 'CDATA 段')
  if (text.startsWith('<?', position)) return skipTo(scan, '?>', '处理指令')
  if (text.startsWith('<!', position)) return fail(scan, 'XML_DOCTYPE', '文件含有 DOCTYPE 或实体声明，为安全起见不接受', '请删去后上传')
  return tag(scan)
}

function tag(scan: Scan): boolean {
  const { text, position } = scan
  const end = tagEnd(text, position + 1)
  if (end < 0) return fail(scan, 'XML_TRUNCATED', '最后一个标签没有结束，文件可能被截断', '请重新导出后上传')
  const isClosing = text[position + 1] === '/'
  const name = /^[^\s/>=<'"]+/.exec(text.slice(position + (isClosing ? 2 : 1), Math.min(end, position + 300)))?.[0]
  if (name === undefined) return fail(scan, 'XML_MALFORMED', '“<”之后应为标签名', '请检查该处')
  scan.position = end + 1
  if (isClosing) {
    if (scan.open.pop() === name) return true
    return fail(scan, 'XML_MALFORMED', `</${name}> 没有对应的开始标签`, '请检查标签是否成对')
  }
  scan.tags++
  if (scan.tags > MAX_TAGS) return fail(scan, 'XML_TOO_LARGE', `标签超过 ${MAX_TAGS} 个`, '请拆分模型')
  if (scan.open.length === 0 && scan.hasRoot) return fail(scan, 'XML_MALFORMED', '文件有多个根元素', '请检查文件是否被拼接')
  scan.hasRoot = true
  if (text[end - 1] !== '/') scan.open.push(name)
  if (scan.open.length > MAX_DEPTH) return fail(scan, 'XML_TOO_DEEP', `嵌套超过 ${MAX_DEPTH} 层`, '请拆分子流程')
  return checkText(scan, position, end)
}

/** Index of the `>` that ends a tag; one inside quotes does not count. */
function tagEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const character = text[i]
    if (character === '>') return i
    if (character !== '"' && character !== "'") continue
    i = text.indexOf(character, i + 1)
    if (i < 0) return -1
  }
  return -1
}

function checkText(scan: Scan, from: number, to: number): boolean {
  if (scan.ampersandAt < from) {
    const found = scan.text.indexOf('&', from)
    scan.ampersandAt = found < 0 ? scan.text.length : found
  }
  if (scan.ampersandAt >= to) return true
  for (const match of scan.text.slice(from, to).matchAll(REFERENCE)) {
    const code = match[2] !== undefined ? Number(match[2]) : match[3] !== undefined ? Number.parseInt(match[3], 16) : null
    const isNamed = match[1] !== undefined
    if ((!isNamed && code === null) || match[4] !== ';') return fail(scan, 'XML_ENTITY', '“&”之后不是 XML 自带的实体', '请写成 &amp;')
    if (code !== null && (code > 0x10ffff || FORBIDDEN.test(String.fromCodePoint(code)))) {
      return fail(scan, 'XML_CHARACTER', '文件引用了 XML 不允许的字符', '请删去后上传')
    }
  }
  return true
}

function skipTo(scan: Scan, end: string, what: string): boolean {
  const at = scan.text.indexOf(end, scan.position + 2)
  if (at < 0) return fail(scan, 'XML_TRUNCATED', `${what}没有结束，文件可能被截断`, '请重新导出后上传')
  scan.position = at + end.length
  return true
}

function fail(scan: Scan, code: string, what: string, next: string): false {
  let line = 1
  for (let i = scan.text.indexOf('\n'); i >= 0 && i < scan.position; i = scan.text.indexOf('\n', i + 1)) line++
  scan.findings.add('error', code, null, `${what}（第 ${line} 行附近）。${next}。`)
  return false
}
