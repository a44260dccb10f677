import { fail } from '#engine/expressions/evaluation'
import { dateOf, dateTimeOf, isTemporal, nowAt, parseTemporal, temporalOrder } from '#engine/expressions/values/temporal'
import { typeInChinese, typeOf, type FeelType } from '#engine/expressions/values/type_of'
import type { Session } from './session.js'

/**
 * Brings a value to a type, or ends the evaluation. Null stays null: an unset value has every type. Variables are JSON, so dates, times and
 * durations come as text and are read as what the type says; numbers and booleans written as text likewise (as Camunda does).
 */
export type Convert = (value: unknown, session: Session, what: string) => unknown

/** What `typeRef` may say without an item definition: DMN 1.3 table 42 and the names of DMN 1.1 and Camunda. */
const SIMPLE_TYPES: Readonly<Record<string, Convert | null>> = {
  any: null,
  string: (value) => typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' || isTemporal(value) ? String(value) : undefined,
  number: toNumber,
  double: toNumber,
  float: toNumber,
  decimal: toNumber,
  integer: toWhole,
  long: toWhole,
  short: toWhole,
  boolean: (value) => (typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined),
  date: (value) => toDate(temporalFrom(value, ['date', 'date time'])),
  time: (value) => ofType(temporalFrom(value, ['time']), 'time'),
  datetime: (value) => toDateTime(temporalFrom(value, ['date time', 'date'])),
  dateandtime: (value) => toDateTime(temporalFrom(value, ['date time', 'date'])),
  duration: (value) => ofType(temporalFrom(value, ['duration']), 'duration'),
  daytimeduration: (value) => ofType(temporalFrom(value, ['duration']), 'duration'),
  daysandtimeduration: (value) => ofType(temporalFrom(value, ['duration']), 'duration'),
  yearmonthduration: (value) => ofType(temporalFrom(value, ['duration']), 'duration'),
  yearsandmonthsduration: (value) => ofType(temporalFrom(value, ['duration']), 'duration'),
}

/** The conversion to a built-in type; null for a type that takes everything; undefined when the name is no built-in type. */
export function simpleConversion(typeRef: string): Convert | null | undefined {
  const key = bareType(typeRef).toLowerCase().replaceAll(/\s/g, '')
  const convert = Object.hasOwn(SIMPLE_TYPES, key) ? SIMPLE_TYPES[key] : undefined
  if (convert === undefined || convert === null) return convert
  const expected = IN_CHINESE[key] ?? typeRef
  return (value, session, what) => {
    const single = Array.isArray(value) && value.length === 1 ? value[0] : value
    if (single === null || single === undefined) return null
    const converted = convert(single, session, what)
    return converted === undefined || converted === null ? refuse(value, expected, what) : converted
  }
}

/** A type's name without the prefix of its namespace. */
export function bareType(typeRef: string): string {
  return typeRef.slice(typeRef.lastIndexOf(':') + 1).trim()
}

/** Ends the evaluation over a value of another type. */
export function refuse(value: unknown, expected: string, what: string): never {
  const shown = typeof value === 'string' || typeof value === 'number' ? `“${String(value).slice(0, 40)}”` : ''
  fail('DECISION_TYPE', `${what}应为${expected}，实际是${typeInChinese(typeOf(value))}${shown}。请更正数据，或改正决策中的类型。`)
}

const IN_CHINESE: Readonly<Record<string, string>> = {
  string: '文本', number: '数字', double: '数字', float: '数字', decimal: '数字', integer: '整数', long: '整数', short: '整数', boolean: '是/否',
  date: '日期', time: '时间', datetime: '日期时间', dateandtime: '日期时间', duration: '时长', daytimeduration: '时长', daysandtimeduration: '时长',
  yearmonthduration: '时长', yearsandmonthsduration: '时长',
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.length <= 40 && NUMBER.test(value.trim()) ? Number(value) : undefined
}

function toWhole(value: unknown): number | undefined {
  const number = toNumber(value)
  return number !== undefined && Number.isInteger(number) ? number : undefined
}

type TemporalType = Extract<FeelType, 'date' | 'time' | 'date time' | 'duration'>

/** A temporal value as it is, or read from text as the first type that fits. */
function temporalFrom(value: unknown, types: readonly TemporalType[]): unknown {
  if (typeof value !== 'string') return value
  for (const type of types) {
    const parsed = parseTemporal(type, value.trim())
    if (parsed !== null) return parsed
  }
  return undefined
}

function ofType(value: unknown, type: FeelType): unknown {
  return typeOf(value) === type ? value : undefined
}

/** The day of an instant is its day in Changsha; of a wall clock its own. */
function toDate(value: unknown): unknown {
  if (typeOf(value) !== 'date time') return ofType(value, 'date')
  const moment = value as Parameters<typeof dateOf>[0]
  return dateOf(moment.zone === null ? moment : nowAt(temporalOrder(moment)))
}

function toDateTime(value: unknown): unknown {
  return typeOf(value) === 'date' ? dateTimeOf(value as Parameters<typeof dateTimeOf>[0]) : ofType(value, 'date time')
}
