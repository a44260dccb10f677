import { boundedText, charge, failTextTooLong, MAX_TEXT_LENGTH, type Run } from '../evaluation.js'
import { matchesPattern, replacePattern, splitByPattern, extractPattern } from '../pattern.js'
import { builtin, type Builtins } from './signature.js'

/** Characters as people count them: a code point each. */
function characters(run: Run, text: string): string[] {
  charge(run, 1 + (text.length >> 3))
  return Array.from(text)
}

function substring(run: Run, text: string, start: number, length: number | null | undefined): string | null {
  const all = characters(run, text)
  const from = start < 0 ? all.length + start : start - 1
  if (start === 0) return null
  return all.slice(from, typeof length !== 'number' ? undefined : from + length).join('')
}

function join(run: Run, list: unknown[], delimiter: string): string | null {
  let length = 0
  const parts: string[] = []
  for (const item of list) {
    if (item === null) continue
    if (typeof item !== 'string') return null
    length += item.length + delimiter.length
    if (length > MAX_TEXT_LENGTH + delimiter.length) failTextTooLong()
    parts.push(item)
  }
  return boundedText(run, parts.join(delimiter))
}

function before(text: string, match: string): string {
  const index = text.indexOf(match)
  return index < 0 ? '' : text.slice(0, index)
}

function after(text: string, match: string): string {
  const index = text.indexOf(match)
  return index < 0 ? '' : text.slice(index + match.length)
}

type Text = (run: Run, text: string) => unknown
type TwoTexts = (run: Run, text: string, match: string) => unknown
const ofText = (body: Text) => builtin(['string: string'], body)
const ofTwoTexts = (body: TwoTexts) =>
  builtin(['string: string', 'match: string'], (run, text: string, match: string) => {
    charge(run, (text.length + match.length) >> 5)
    return body(run, text, match)
  })

/** DMN 1.3 §10.3.4.3; `trim`, `is blank` and `extract` of Camunda 8. */
export const textBuiltins: Builtins = {
  substring: builtin(['string: string', 'start position: number', 'length: number?'], substring),
  'string length': ofText((run, text) => characters(run, text).length),
  'upper case': ofText((run, text) => boundedText(run, text.toUpperCase())),
  'lower case': ofText((run, text) => boundedText(run, text.toLowerCase())),
  trim: ofText((run, text) => boundedText(run, text).trim()),
  'is blank': ofText((run, text) => boundedText(run, text).trim() === ''),
  'substring before': ofTwoTexts((_run, text, match) => before(text, match)),
  'substring after': ofTwoTexts((_run, text, match) => after(text, match)),
  contains: ofTwoTexts((_run, text, match) => text.includes(match)),
  'starts with': ofTwoTexts((_run, text, match) => text.startsWith(match)),
  'ends with': ofTwoTexts((_run, text, match) => text.endsWith(match)),

  matches: builtin(['input: string', 'pattern: string', 'flags: string?'], (run, input: string, pattern: string, flags: string | null) =>
    matchesPattern(run, input, pattern, flags ?? ''),
  ),

  replace: builtin(
    ['input: string', 'pattern: string', 'replacement: string', 'flags: string?'],
    (run, input: string, pattern: string, replacement: string, flags: string | null) =>
      replacePattern(run, input, pattern, replacement, flags ?? ''),
  ),

  split: builtin(['string: string', 'delimiter: string'], (run, text: string, delimiter: string) => splitByPattern(run, text, delimiter)),

  extract: builtin(['input: string', 'pattern: string'], (run, text: string, pattern: string) => extractPattern(run, text, pattern)),

  'string join': builtin(['list: list', 'delimiter: string?'], (run, list: unknown[], delimiter: string | null) =>
    join(run, list, delimiter ?? ''),
  ),
}
