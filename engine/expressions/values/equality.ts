import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin'
import { charge, fail, type Run } from '../evaluation.js'
import type { RangeValue } from './range_value.js'
import { durationsEqual, isTemporal, sameZone, temporalOrder } from './temporal.js'
import { typeInChinese, typeOf, type ContextValue, type FeelType } from './type_of.js'

const MAX_DEPTH = 200

/**
 * FEEL equality (DMN 1.3 §10.3.2.7): null for unlike types. A list of one stands for its element.
 * Text against a number, a date or a duration is an error, because the silent null hides a wrong model.
 */
export function equalValues(run: Run, a: unknown, b: unknown): boolean | null {
  if (typeof a === typeof b && typeof a !== 'object') return a === b
  const left = typeOf(a)
  const right = typeOf(b)
  if (left === 'nil' || right === 'nil') return left === right
  const result = looselyEqual(run, a, b, 0)
  if (result === null) refuseText(typeOf(only(a)), typeOf(only(b)))
  return result
}

/** The same without the error: membership in a list and everything inside a structure. */
export function looselyEqual(run: Run, a: unknown, b: unknown, depth: number): boolean | null {
  if ((a === null || a === undefined) !== (b === null || b === undefined)) return false
  const left = only(a)
  const right = only(b)
  const type = typeOf(left)
  if (type !== typeOf(right)) return null
  if (typeof left !== 'object' || left === null || left === right) return type === 'nil' || left === right
  return structuresEqual(run, type, left, right as object, depth + 1)
}

/** Strict equality (`is`): unlike temporal types and unlike zones are false. */
export function identical(run: Run, a: unknown, b: unknown): boolean | null {
  if (isTemporal(a) && isTemporal(b) && (typeOf(a) !== typeOf(b) || !sameZone(a, b))) return false
  return looselyEqual(run, a, b, 0)
}

/** Ends the evaluation when text meets a number, a date or a duration; other unlike types are just null. */
export function refuseText(left: FeelType, right: FeelType): void {
  if (left !== 'string' && right !== 'string') return
  const other = left === 'string' ? right : left
  if (other === 'number') {
    fail('EXPRESSION_TEXT_COMPARED', '文本不能与数字比较。请用 number("…") 把文本转成数字，或给数字加上引号。')
  }
  if (other === 'date' || other === 'time' || other === 'date time' || other === 'duration') {
    const name = typeInChinese(other)
    fail('EXPRESSION_TEXT_COMPARED', `文本不能与${name}比较。请先用 ${CONVERSION[other]} 把文本转成${name}。`)
  }
}

const CONVERSION = {
  date: 'date(…)',
  time: 'time(…)',
  'date time': 'date and time(…)',
  duration: 'duration(…)',
} as const

function only(value: unknown): unknown {
  return Array.isArray(value) && value.length < 2 ? value[0] : value
}

function structuresEqual(run: Run, type: FeelType, a: object, b: object, depth: number): boolean {
  charge(run, 1)
  if (depth > MAX_DEPTH) fail('EXPRESSION_TOO_DEEP', '比较的数据嵌套过深。请比较其中的某一项。')
  switch (type) {
    case 'list':
      return listsEqual(run, a as unknown[], b as unknown[], depth)
    case 'context':
      return contextsEqual(run, a as ContextValue, b as ContextValue, depth)
    case 'duration':
      return durationsEqual(a as FeelDuration, b as FeelDuration)
    case 'range':
      return rangesEqual(run, a as RangeValue, b as RangeValue, depth)
    case 'date':
    case 'time':
    case 'date time':
      return momentsEqual(a as FeelDate, b as FeelDate)
    default:
      return false
  }
}

function momentsEqual(a: FeelDate | FeelTime | FeelDateTime, b: FeelDate | FeelTime | FeelDateTime): boolean {
  return temporalOrder(a) === temporalOrder(b)
}

function listsEqual(run: Run, a: unknown[], b: unknown[], depth: number): boolean {
  return a.length === b.length && a.every((element, i) => looselyEqual(run, element, b[i], depth) === true)
}

function contextsEqual(run: Run, a: ContextValue, b: ContextValue, depth: number): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && looselyEqual(run, a[key], b[key], depth) === true)
}

function rangesEqual(run: Run, a: RangeValue, b: RangeValue, depth: number): boolean {
  return (
    a.startIncluded === b.startIncluded &&
    a.endIncluded === b.endIncluded &&
    looselyEqual(run, a.start, b.start, depth) === true &&
    looselyEqual(run, a.end, b.end, depth) === true
  )
}
