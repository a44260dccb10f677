import { evaluate } from '@bpmn-io/feelin'

const MAX_DEPTH = 8

/**
 * A FEEL result as JSON: dates, times and durations as their FEEL text, what JSON cannot say (functions, ranges, not a
 * number) as null.
 */
export function plainValue(value: unknown, depth = 0): unknown {
  if (value === undefined || value === null || depth > MAX_DEPTH) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map((one) => plainValue(one, depth + 1))
  if (typeof value !== 'object') return null
  if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) {
    const entries = Object.entries(value).filter(([key]) => key !== '__proto__')
    return Object.fromEntries(entries.map(([key, inside]) => [key, plainValue(inside, depth + 1)]))
  }
  return 'isValid' in value ? feelText(value) : null
}

function feelText(temporal: object): string | null {
  const { value } = evaluate('string(value)', { value: temporal })
  return typeof value === 'string' ? value : null
}
