import { RE2JS } from 're2js'

/** A user's regular expression that runs in time linear in the text. */
export interface FormPattern {
  /** Whether it is found anywhere in the text, as `RegExp.test` without flags. */
  test(text: string): boolean
  replaceAll(text: string, replacement: string): string
  split(text: string): string[]
}

/** Longer patterns are refused: they cost memory at every match. */
const MAX_PATTERN_CHARACTERS = 1_000

/** What `\s` means in a RegExp, as the inside of a class: RE2 alone knows the ASCII blanks only. */
const BLANKS = '\\t\\n\\x0b\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}'

/**
 * Compiles a JavaScript pattern for RE2. Look-around and back-references are refused with a reason: they are what makes
 * a pattern exponential.
 */
export function compilePattern(source: string, flags = ''): FormPattern | { problem: string } {
  if (source.length > MAX_PATTERN_CHARACTERS) return { problem: `longer than ${MAX_PATTERN_CHARACTERS} characters` }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(withUnicodeBlanks(source)), flagBits(flags))
    return {
      test: (text) => compiled.test(text),
      replaceAll: (text, replacement) => compiled.matcher(text).replaceAll(replacement),
      split: (text) => compiled.split(text),
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

export function isPattern(compiled: FormPattern | { problem: string }): compiled is FormPattern {
  return 'test' in compiled
}

/** `\s` and `\S` in terms that RE2 and RegExp read alike; a `\S` inside a class is left as it is. */
function withUnicodeBlanks(source: string): string {
  let inClass = false
  return source.replace(/\\[\s\S]|[[\]]/g, (token) => {
    if (token === '[') inClass = true
    if (token === ']') inClass = false
    if (token === '\\s') return inClass ? BLANKS : `[${BLANKS}]`
    if (token === '\\S' && !inClass) return `[^${BLANKS}]`
    return token
  })
}

function flagBits(flags: string): number {
  let bits = 0
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE
  if (flags.includes('m')) bits |= RE2JS.MULTILINE
  if (flags.includes('s')) bits |= RE2JS.DOTALL
  return bits
}
