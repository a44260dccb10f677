/** A piece of a text with expressions in it; `from` is where it starts. */
export interface Segment {
  readonly isExpression: boolean
  readonly text: string
  readonly from: number
}

/** Splits `Hello ${name}!` into texts and the insides of `${…}` and `#{…}`; null when one is not closed. `\${` is a plain `${`. */
export function segmentsOf(source: string): Segment[] | null {
  const segments: Segment[] = []
  let plain = ''
  let at = 0
  while (at < source.length) {
    if (source[at] === '\\' && isOpening(source, at + 1)) {
      plain += source.slice(at + 1, at + 3)
      at += 3
    } else if (isOpening(source, at)) {
      const end = closing(source, at + 2)
      if (end < 0) return null
      if (plain !== '') segments.push({ isExpression: false, text: plain, from: at - plain.length })
      plain = ''
      segments.push({ isExpression: true, text: source.slice(at + 2, end), from: at + 2 })
      at = end + 1
    } else {
      plain += source[at++]
    }
  }
  if (plain !== '') segments.push({ isExpression: false, text: plain, from: at - plain.length })
  return segments
}

function isOpening(source: string, at: number): boolean {
  return (source[at] === '$' || source[at] === '#') && source[at + 1] === '{'
}

/** The `}` that ends an expression: not one inside quotes. */
function closing(source: string, from: number): number {
  let quote = ''
  for (let i = from; i < source.length; i++) {
    const char = source[i]!
    if (quote !== '') {
      if (char === '\\') i++
      else if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '}') return i
  }
  return -1
}
