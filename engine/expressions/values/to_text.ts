import { boundedText, charge, fail, MAX_TEXT_LENGTH, type Run } from '../evaluation.js'
import { typeOf, type ContextValue } from './type_of.js'

const MAX_DEPTH = 200
const NEEDS_QUOTES = /\W/

/** `string(value)`: text as it is, everything else as FEEL writes it. */
export function toText(run: Run, value: unknown): string {
  return typeof value === 'string' ? value : boundedText(run, written(run, value, 0))
}

function written(run: Run, value: unknown, depth: number): string {
  charge(run, 1)
  if (depth > MAX_DEPTH) fail('EXPRESSION_TOO_DEEP', '要转成文本的数据嵌套过深。请转换其中的某一项。')
  switch (typeOf(value)) {
    case 'nil':
      return 'null'
    case 'string':
      return quoted(run, value as string)
    case 'list':
      return `[${joined(run, (value as unknown[]).map((element) => written(run, element, depth + 1)))}]`
    case 'context':
      return `{${joined(run, entriesWritten(run, value as ContextValue, depth))}}`
    case 'range':
      return '<range>'
    case 'function':
      return '<function>'
    default:
      return String(value)
  }
}

function entriesWritten(run: Run, context: ContextValue, depth: number): string[] {
  return Object.entries(context).map(
    ([key, value]) => `${NEEDS_QUOTES.test(key) ? quoted(run, key) : key}: ${written(run, value, depth + 1)}`,
  )
}

function quoted(run: Run, text: string): string {
  charge(run, text.length >> 5)
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function joined(run: Run, parts: string[]): string {
  let length = 0
  for (const part of parts) length += part.length
  if (length > MAX_TEXT_LENGTH) fail('EXPRESSION_TEXT_TOO_LONG', '转成的文本过长。请转换其中的某一项。')
  charge(run, length >> 5)
  return parts.join(', ')
}
