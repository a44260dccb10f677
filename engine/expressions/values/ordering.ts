import { FeelDuration } from 'feelin'
import { RangeValue } from './range_value.js'
import { refuseText } from './equality.js'
import { isTemporal, temporalOrder } from './temporal.js'
import { typeOf, type FeelType } from './type_of.js'

/** Which of two values comes first: negative, zero, positive; null when FEEL gives them no order. */
export function order(a: unknown, b: unknown): number | null {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const left = typeOf(a)
  const right = typeOf(b)
  if (left === 'nil' || right === 'nil') return null
  if (left !== right) {
    refuseText(left, right)
    return null
  }
  if (left === 'string') return (a as string) < (b as string) ? -1 : a === b ? 0 : 1
  return isOrdered(left) ? orderable(a) - orderable(b) : null
}

function isOrdered(type: FeelType): boolean {
  return type === 'number' || type === 'date' || type === 'time' || type === 'date time' || type === 'duration'
}

function orderable(value: unknown): number {
  return isTemporal(value) || value instanceof FeelDuration ? temporalOrder(value) : (value as number)
}

/** The range between two bounds; null when the bounds are of unlike types or have no order. */
export function rangeBetween(start: unknown, end: unknown, startIncluded: boolean, endIncluded: boolean): RangeValue | null {
  if (start !== null && end !== null && order(start, end) === null) return null
  if (start !== null && order(start, start) === null) return null
  if (end !== null && order(end, end) === null) return null
  return new RangeValue(start, end, startIncluded, endIncluded)
}

/** Whether a range holds a point or a whole range; null when they cannot be compared. A range may be written downwards. */
export function rangeIncludes(range: RangeValue, value: unknown): boolean | null {
  const { start, end } = range
  if ((start === null && end === null) || value === null || value === undefined) return null
  if (value instanceof RangeValue) return includesRange(range, value)
  if (start !== null && end !== null && (order(start, end) ?? 0) > 0) {
    return rangeIncludes(new RangeValue(end, start, range.endIncluded, range.startIncluded), value)
  }
  const fromStart = start === null ? 1 : order(value, start)
  const toEnd = end === null ? 1 : order(end, value)
  if (fromStart === null || toEnd === null) return null
  return isInside(fromStart, range.startIncluded) && isInside(toEnd, range.endIncluded)
}

function isInside(distance: number, isIncluded: boolean): boolean {
  return isIncluded ? distance >= 0 : distance > 0
}

function includesRange(outer: RangeValue, inner: RangeValue): boolean {
  const startFits = outer.start === null || isBoundInside(outer.start, outer.startIncluded, inner.start, inner.startIncluded, 1)
  const endFits = outer.end === null || isBoundInside(outer.end, outer.endIncluded, inner.end, inner.endIncluded, -1)
  return startFits && endFits
}

function isBoundInside(outer: unknown, outerIncluded: boolean, inner: unknown, innerIncluded: boolean, sign: 1 | -1): boolean {
  const distance = inner === null ? null : order(inner, outer)
  if (distance === null) return false
  return distance * sign > 0 || (distance === 0 && (outerIncluded || !innerIncluded))
}
