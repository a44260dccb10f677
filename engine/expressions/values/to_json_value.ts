import { fail } from '../evaluation.js'
import { typeInChinese, typeOf, type ContextValue } from './type_of.js'

const MAX_DEPTH = 200
const MAX_VALUES = 1_000_000

/** How many values may still be visited: a small list that holds itself twice over and over unfolds without end. */
interface Allowance {
  values: number
}

/**
 * The JSON value of a result: dates, times and durations as ISO-8601 text, everything else as it is.
 * Lists and contexts are copied only if something inside them changes. Fails on a function, a range and a number
 * that JSON cannot hold.
 */
export function toJsonValue(value: unknown): unknown {
  return convert(value, 0, null)
}

function convert(value: unknown, depth: number, allowance: Allowance | null): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value + 0 : failNotFinite()
    case 'undefined':
      return null
    default:
      return value === null ? null : objectToJson(value, depth, allowance ?? { values: MAX_VALUES })
  }
}

function failNotFinite(): never {
  fail('EXPRESSION_NUMBER_RANGE', '计算结果超出了数字的范围。请检查除法、乘方和数值大小。')
}

function objectToJson(value: unknown, depth: number, allowance: Allowance): unknown {
  if (depth > MAX_DEPTH || --allowance.values < 0) fail('EXPRESSION_TOO_DEEP', '结果嵌套过深。请返回较简单的数据。')
  const type = typeOf(value)
  switch (type) {
    case 'list':
      return listToJson(value as unknown[], depth, allowance)
    case 'context':
      return contextToJson(value as ContextValue, depth, allowance)
    case 'date':
    case 'time':
    case 'date time':
    case 'duration':
      return String(value)
    default:
      return fail('EXPRESSION_NOT_A_VALUE', `结果是${typeInChinese(type)}，不能作为数据保存。请返回数字、文本、日期、列表或对象。`)
  }
}

function listToJson(list: unknown[], depth: number, allowance: Allowance): unknown[] {
  let copy: unknown[] | null = null
  for (let i = 0; i < list.length; i++) {
    const json = convert(list[i], depth + 1, allowance)
    if (copy === null && !Object.is(json, list[i])) copy = list.slice(0, i)
    copy?.push(json)
  }
  return copy ?? list
}

function contextToJson(context: ContextValue, depth: number, allowance: Allowance): ContextValue {
  let copy: ContextValue | null = null
  for (const key of Object.keys(context)) {
    const json = convert(context[key], depth + 1, allowance)
    if (Object.is(json, context[key])) continue
    copy ??= { ...context }
    copy[key] = json
  }
  return copy ?? context
}
