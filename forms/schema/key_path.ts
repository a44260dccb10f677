/** Keys that reach an object's machinery instead of its data. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])
const MAX_KEY_CHARACTERS = 200

/** A form-js key or path as its parts: `owner.phone` → `['owner', 'phone']`; none where there is no key. */
export function splitKey(key: unknown): string[] {
  return typeof key === 'string' && key !== '' ? key.split('.') : []
}

/** Whether a key can be used: no empty part, no blank, no reserved name. */
export function isUsableKey(key: string): boolean {
  return (
    key.length > 0 &&
    key.length <= MAX_KEY_CHARACTERS &&
    key.split('.').every((part) => part !== '' && !/[\s[\]"'`=*]/.test(part) && !RESERVED.has(part))
  )
}

/** Whether the value is an object with entries: no array, no null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own property, or undefined; never something inherited. */
export function ownValue(record: unknown, key: string): unknown {
  return isRecord(record) && Object.hasOwn(record, key) ? record[key] : undefined
}

/** The value at a path of own properties, or undefined. */
export function valueAt(record: unknown, path: readonly string[]): unknown {
  let value = record
  for (const part of path) value = ownValue(value, part)
  return value
}
