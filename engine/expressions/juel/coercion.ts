import { charge, fail, type Run } from '../evaluation.js'
import { looselyEqual } from '../values/equality.js'
import { ownEntry } from '../values/own_entry.js'
import { toText } from '../values/to_text.js'
import { typeInChinese, typeOf, type ContextValue } from '../values/type_of.js'

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** The number a value stands for (EL §1.18.3): null and empty text are 0, other text must be a number. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (value === null || value === undefined || value === '') return 0
  if (typeof value === 'string' && value.length <= 400 && NUMBER.test(value.trim())) return Number(value)
  return fail('JUEL_NOT_A_NUMBER', `${shown(value)}不是数字，不能参与计算或与数字比较。请检查变量的值。`)
}

/** The boolean a value stands for (EL §1.18.5): null and empty text are false, text is true only as “true”. */
export function toBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (value === null || value === undefined) return false
  if (typeof value === 'string') return value.toLowerCase() === 'true'
  return fail('JUEL_NOT_A_BOOLEAN', `${shown(value)}不是“是/否”，不能作为条件。请改用比较式。`)
}

/** The text of a value inside a longer text; null is empty. */
export function toInsertedText(run: Run, value: unknown): string {
  return value === null || value === undefined ? '' : toText(run, value)
}

/** `==` (EL §1.8.2): null only equals null; next to a number or a boolean the other side is converted to it. */
export function juelEqual(run: Run, a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a === null || b === null || a === undefined || b === undefined) return (a ?? null) === (b ?? null)
  if (typeof a === 'number' || typeof b === 'number') return toNumber(a) === toNumber(b)
  if (typeof a === 'boolean' || typeof b === 'boolean') return toBoolean(a) === toBoolean(b)
  if (typeof a === 'string' || typeof b === 'string') return toInsertedText(run, a) === toInsertedText(run, b)
  return looselyEqual(run, a, b, 0) === true
}

/** Which of two values comes first (EL §1.8.1); null when one of them is null. */
export function juelOrder(run: Run, a: unknown, b: unknown): number | null {
  if (a === null || b === null || a === undefined || b === undefined) return null
  if (typeof a === 'number' || typeof b === 'number') return toNumber(a) - toNumber(b)
  if (typeof a === 'string' || typeof b === 'string') {
    const left = toInsertedText(run, a)
    const right = toInsertedText(run, b)
    return left < right ? -1 : left === right ? 0 : 1
  }
  return fail('JUEL_NOT_COMPARABLE', `${shown(a)}与${shown(b)}不能比较大小。请比较数字或文本。`)
}

/** `empty x` (EL §1.10): null, empty text, an empty list or an empty object. */
export function isEmpty(run: Run, value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  charge(run, 1)
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** `base[key]` (EL §1.6): null for what is not there; only own entries, elements and the length are ever reached. */
export function juelProperty(base: unknown, key: unknown): unknown {
  if (base === null || base === undefined || key === null || key === undefined) return null
  if (Array.isArray(base)) return key === 'length' ? base.length : elementAt(base, key)
  if (typeof base === 'object') return ownEntry(base as ContextValue, String(key)) ?? null
  if (typeof base === 'string' && key === 'length') return base.length
  return fail('JUEL_NO_PROPERTY', `${shown(base)}没有属性“${String(key).slice(0, 40)}”。请检查变量的值。`)
}

function elementAt(list: readonly unknown[], key: unknown): unknown {
  const index = toNumber(key)
  return Number.isInteger(index) && index >= 0 ? (list[index] ?? null) : null
}

function shown(value: unknown): string {
  const type = typeInChinese(typeOf(value))
  return typeof value === 'string' ? `${type}“${value.slice(0, 40)}”` : type
}
