import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin'
import { FunctionValue } from './function_value.js'
import { RangeValue } from './range_value.js'

/** The FEEL types (DMN 1.3 §10.3.2). */
export type FeelType =
  | 'nil'
  | 'number'
  | 'string'
  | 'boolean'
  | 'list'
  | 'context'
  | 'date'
  | 'time'
  | 'date time'
  | 'duration'
  | 'range'
  | 'function'

/** A JSON object or a context literal; only its own entries are ever looked at. */
export type ContextValue = Record<string, unknown>

/** The FEEL type of a value; undefined counts as null. */
export function typeOf(value: unknown): FeelType {
  switch (typeof value) {
    case 'number':
      return 'number'
    case 'string':
      return 'string'
    case 'boolean':
      return 'boolean'
    case 'object':
      return value === null ? 'nil' : typeOfObject(value)
    default:
      return 'nil'
  }
}

function typeOfObject(value: object): FeelType {
  if (Array.isArray(value)) return 'list'
  if (value instanceof FeelDate) return 'date'
  if (value instanceof FeelDateTime) return 'date time'
  if (value instanceof FeelTime) return 'time'
  if (value instanceof FeelDuration) return 'duration'
  if (value instanceof RangeValue) return 'range'
  if (value instanceof FunctionValue) return 'function'
  return 'context'
}

const CHINESE: Record<FeelType, string> = {
  nil: '空值',
  number: '数字',
  string: '文本',
  boolean: '是/否',
  list: '列表',
  context: '对象',
  date: '日期',
  time: '时间',
  'date time': '日期时间',
  duration: '时长',
  range: '区间',
  function: '函数',
}

/** The type as a clerk reads it in a message. */
export function typeInChinese(type: FeelType): string {
  return CHINESE[type]
}
