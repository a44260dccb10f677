/** One token of a JUEL expression. */
export type Token =
  | { kind: 'number' | 'text'; value: number | string; from: number }
  | { kind: 'name' | 'sign'; value: string; from: number }
  | { kind: 'end'; value: ''; from: number }

/** The place where a source stops being JUEL. */
export interface TokenError {
  position: number
}

const SKIPPED = /\s+/y
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy
const TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/sy
const SIGN = /&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()[\]]/y

/** Words that are operators (JSR-245 EL §1.14). */
const WORD_SIGNS: Record<string, string> = {
  and: '&&', or: '||', not: '!', eq: '==', ne: '!=', lt: '<', gt: '>', le: '<=', ge: '>=', div: '/', mod: '%',
}

/** Splits the text between `${` and `}` into tokens, ending with one `end` token. */
export function tokenize(source: string): Token[] | TokenError {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(source)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }
  while (take(SKIPPED), at < source.length) {
    const from = at
    const token = nextToken(take, from)
    if (token === null) return { position: from }
    tokens.push(token)
  }
  tokens.push({ kind: 'end', value: '', from: source.length })
  return tokens
}

function nextToken(take: (pattern: RegExp) => string | null, from: number): Token | null {
  const number = take(NUMBER)
  if (number !== null) return { kind: 'number', value: Number(number), from }
  const text = take(TEXT)
  if (text !== null) return { kind: 'text', value: text.slice(1, -1).replace(/\\(["'\\])/g, '$1'), from }
  const name = take(NAME)
  if (name !== null) {
    const sign = Object.hasOwn(WORD_SIGNS, name) ? WORD_SIGNS[name] : undefined
    return sign === undefined ? { kind: 'name', value: name, from } : { kind: 'sign', value: sign, from }
  }
  const sign = take(SIGN)
  return sign === null ? null : { kind: 'sign', value: sign, from }
}
