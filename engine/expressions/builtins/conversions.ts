import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin'
import { toText } from '../values/to_text.js'
import { combine, dateOf, monthsBetween, parseTemporal, timeOf, zoneOfOffset } from '../values/temporal.js'
import { builtin, type Builtins } from './signature.js'

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** The number a text stands for, after the grouping signs are dropped and the decimal sign is a point. */
function parseNumber(text: string, grouping: string | null | undefined, decimal: string | null | undefined): number | null {
  const ungrouped = grouping ? text.split(grouping).join('') : text
  const pointed = decimal && decimal !== '.' ? ungrouped.split('.').join('#').split(decimal).join('.') : ungrouped
  return pointed.length <= 400 && NUMBER.test(pointed) ? Number(pointed) : null
}

function date(first: unknown, month: unknown, day: unknown, named: unknown): unknown {
  if (typeof first === 'number') {
    if ((named ?? null) !== null || typeof month !== 'number' || typeof day !== 'number') return null
    return parseTemporal('date', isoDate(first, month, day))
  }
  const from = named ?? first
  if (typeof from === 'string') return parseTemporal('date', from)
  if (from instanceof FeelDate) return from
  return from instanceof FeelDateTime ? dateOf(from) : null
}

/** Text that the strict parser refuses when a part is out of its bounds. */
function isoDate(year: number, month: number, day: number): string {
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
}

function padded(part: number, digits: number): string {
  return Number.isInteger(part) && part >= 0 ? String(part).padStart(digits, '0') : 'invalid'
}

function time(first: unknown, minute: unknown, second: unknown, offset: unknown, named: unknown): unknown {
  if (typeof first === 'number') {
    if (typeof minute !== 'number' || typeof second !== 'number') return null
    return timeFromParts(first, minute, second, offset)
  }
  const from = named ?? first
  if (typeof from === 'string') return parseTemporal('time', from)
  if (from instanceof FeelTime) return from
  return from instanceof FeelDateTime || from instanceof FeelDate ? timeOf(from) : null
}

function timeFromParts(hour: number, minute: number, second: number, offset: unknown): unknown {
  if ((offset ?? null) !== null && !(offset instanceof FeelDuration)) return null
  const zone = offset instanceof FeelDuration ? zoneOfOffset(offset) : ''
  if (zone === null || second >= 60) return null
  const whole = Math.trunc(second)
  const fraction = second === whole ? '' : String(second).replace(/^\d+/, '')
  return parseTemporal('time', `${padded(hour, 2)}:${padded(minute, 2)}:${padded(whole, 2)}${fraction}${zone}`)
}

function dateAndTime(first: unknown, second: unknown, named: unknown): unknown {
  if ((first instanceof FeelDate || first instanceof FeelDateTime) && second instanceof FeelTime) return combine(first, second)
  const from = typeof first === 'string' ? first : named
  if (typeof from === 'string') return parseTemporal('date time', from)
  return first instanceof FeelDateTime ? first : null
}

/** `@"…"`: which kind of value it is shows in the text. */
function literal(text: string): unknown {
  if (/^-?P/.test(text)) return parseTemporal('duration', text)
  if (/^\d{1,2}:\d{1,2}:\d{1,2}/.test(text)) return parseTemporal('time', text)
  return parseTemporal(text.includes('T') ? 'date time' : 'date', text)
}

/** DMN 1.3 §10.3.4.1 */
export const conversionBuiltins: Builtins = {
  number: builtin(
    ['from: string', 'grouping separator: string?', 'decimal separator: string?'],
    (_run, from: string, grouping: string | null, decimal: string | null) => parseNumber(from, grouping, decimal),
  ),

  string: builtin(['from: any'], (run, from: unknown) => (from === null ? null : toText(run, from))),

  date: builtin(
    ['year: any?', 'month: number?', 'day: number?', 'from: any?'],
    (_run, first: unknown, month: unknown, day: unknown, from: unknown) => date(first, month, day, from),
  ),

  time: builtin(
    ['hour: any?', 'minute: number?', 'second: number?', 'offset: any?', 'from: any?'],
    (_run, first: unknown, minute: unknown, second: unknown, offset: unknown, from: unknown) =>
      time(first, minute, second, offset, from),
  ),

  'date and time': builtin(['date: any?', 'time: time?', 'from: string?'], (_run, first: unknown, second: unknown, from: unknown) =>
    dateAndTime(first, second, from),
  ),

  duration: builtin(['from: string'], (_run, from: string) => parseTemporal('duration', from)),

  'years and months duration': builtin(['from: date', 'to: date'], (_run, from: FeelDate, to: FeelDate) => monthsBetween(from, to)),

  '@': builtin(['string: string'], (_run, text: string) => literal(text)),
}
