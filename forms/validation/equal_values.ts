import { isRecord } from '#forms/schema/key_path'

/** Deeper values are taken for different, so that a value nested without end is answered. */
const MAX_DEPTH = 64

/** Whether two JSON values are the same; the order of an object's keys does not matter. */
export function isSameValue(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true
  if (depth > MAX_DEPTH) return false
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, index) => isSameValue(one, b[index], depth + 1))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameValue(a[key], b[key], depth + 1))
}

/** Whether a field with this value is left empty: nothing, no text, no choice, an open check box. */
export function isEmptyValue(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0)
}

/** Whether a clerk would call both the same: equal, or both empty. */
export function isUnchanged(a: unknown, b: unknown): boolean {
  return isSameValue(a, b) || (isEmptyValue(a) && isEmptyValue(b))
}
