import { RE2JS } from 're2js'
import { boundedList, boundedText, charge, fail, failTextTooLong, MAX_TEXT_LENGTH, type Run } from './evaluation.js'

/**
 * Regular expressions of users. They run on RE2, in time linear in the text: a pattern such as `(a+)+$` cannot stop
 * the server. The price is that look-around and back-references do not exist.
 */
const MAX_PATTERN_LENGTH = 500
const MAX_CACHED = 500

type Compiled = ReturnType<typeof RE2JS.compile>
const compiledPatterns = new Map<string, Compiled | null>()

/** Compiles a pattern with the FEEL flags `s`, `m`, `i` and `x`; null when RE2 does not know it. */
export function compilePattern(pattern: string, flags = ''): Compiled | null {
  const key = `${flags}/${pattern}`
  const known = compiledPatterns.get(key)
  if (known !== undefined) return known
  const fresh = compileFresh(pattern, flags)
  if (compiledPatterns.size >= MAX_CACHED) compiledPatterns.delete(compiledPatterns.keys().next().value!)
  compiledPatterns.set(key, fresh)
  return fresh
}

function compileFresh(pattern: string, flags: string): Compiled | null {
  if (pattern.length > MAX_PATTERN_LENGTH || /[^smix]/.test(flags)) return null
  let bits = 0
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE
  if (flags.includes('s')) bits |= RE2JS.DOTALL
  if (flags.includes('m')) bits |= RE2JS.MULTILINE
  try {
    return RE2JS.compile(flags.includes('x') ? withoutSpaces(pattern) : pattern, bits)
  } catch {
    return null
  }
}

/** Flag `x`: white space outside brackets means nothing (XPath 3.1 §5.6.2). */
function withoutSpaces(pattern: string): string {
  return pattern.replace(/(\\.|\[(?:\\.|[^\]\\])*\])|\s+/g, (_whole, kept: string | undefined) => kept ?? '')
}

function usable(run: Run, pattern: string, flags: string, text: string): Compiled {
  charge(run, 10 + (text.length >> 3) * (1 + (pattern.length >> 4)))
  return (
    compilePattern(pattern, flags) ??
    fail('EXPRESSION_PATTERN', `“${pattern.slice(0, 40)}”不是可用的正则表达式。请检查写法；不支持环视和反向引用。`)
  )
}

/** `matches(input, pattern)` */
export function matchesPattern(run: Run, input: string, pattern: string, flags: string): boolean {
  return usable(run, pattern, flags, input).matcher(input).find()
}

/** `replace(input, pattern, replacement)`: `$1` is a group, `$0` the whole match, `$$` a dollar sign. */
export function replacePattern(run: Run, input: string, pattern: string, replacement: string, flags: string): string {
  const matcher = usable(run, pattern, flags, input).matcher(input)
  const parts = replacement.split(/(\$\$|\$\d{1,2})/)
  let output = ''
  let last = 0
  while (matcher.find()) {
    output += input.slice(last, matcher.start())
    for (const part of parts) output += expanded(part, matcher)
    last = matcher.end()
    charge(run, 1)
    if (output.length > MAX_TEXT_LENGTH) failTextTooLong()
  }
  return boundedText(run, output + input.slice(last))
}

type Matcher = ReturnType<Compiled['matcher']>

function expanded(part: string, matcher: Matcher): string {
  if (part === '$$') return '$'
  const reference = /^\$(\d{1,2})$/.exec(part)
  if (reference === null) return part
  const index = Number(reference[1])
  return index <= matcher.groupCount() ? (matcher.group(index) ?? '') : part
}

/** `split(string, delimiter)`; an empty match splits between characters, as in XPath and JavaScript. */
export function splitByPattern(run: Run, text: string, delimiter: string): string[] {
  const matcher = usable(run, delimiter, '', text).matcher(text)
  if (text === '') return matcher.find() ? [] : ['']
  const pieces: string[] = []
  let last = 0
  while (matcher.find() && matcher.start() < text.length) {
    if (matcher.end() === last) continue
    pieces.push(text.slice(last, matcher.start()))
    last = matcher.end()
  }
  pieces.push(text.slice(last))
  return boundedList(run, pieces)
}

/** `extract(input, pattern)`: every match. */
export function extractPattern(run: Run, text: string, pattern: string): string[] {
  const matcher = usable(run, pattern, '', text).matcher(text)
  const found: string[] = []
  while (matcher.find()) found.push(matcher.group() ?? '')
  return boundedList(run, found)
}
