import { order, rangeIncludes } from '../values/ordering.js'
import { RangeValue } from '../values/range_value.js'
import { builtin, type Builtins } from './signature.js'

type Bound = { at: unknown; isIncluded: boolean }

/** A point is a range of one. */
function asRange(value: unknown): RangeValue {
  return value instanceof RangeValue ? value : new RangeValue(value, value, true, true)
}

function startOf(value: unknown): Bound {
  const range = asRange(value)
  return { at: range.start, isIncluded: range.startIncluded }
}

function endOf(value: unknown): Bound {
  const range = asRange(value)
  return { at: range.end, isIncluded: range.endIncluded }
}

/** Whether everything in `a` lies before everything in `b`. */
function isBefore(a: unknown, b: unknown): boolean | null {
  const end = endOf(a)
  const start = startOf(b)
  const distance = order(end.at, start.at)
  if (distance === null) return null
  return distance < 0 || (distance === 0 && !(end.isIncluded && start.isIncluded))
}

function meets(a: RangeValue, b: RangeValue): boolean | null {
  const distance = order(a.end, b.start)
  return distance === null ? null : distance === 0 && a.endIncluded && b.startIncluded
}

function isSameBound(a: Bound, b: Bound): boolean | null {
  const distance = order(a.at, b.at)
  return distance === null ? null : distance === 0 && a.isIncluded === b.isIncluded
}

/** Which start lies further left: an included start is left of an excluded one at the same place. */
function startOrder(a: RangeValue, b: RangeValue): number | null {
  const distance = order(a.start, b.start)
  return distance === 0 ? Number(b.startIncluded) - Number(a.startIncluded) : distance
}

function endOrder(a: RangeValue, b: RangeValue): number | null {
  const distance = order(a.end, b.end)
  return distance === 0 ? Number(a.endIncluded) - Number(b.endIncluded) : distance
}

function and(...tests: (boolean | null)[]): boolean | null {
  return tests.includes(null) ? null : tests.every((test) => test === true)
}

function negate(value: boolean | null): boolean | null {
  return value === null ? null : !value
}

function overlaps(a: RangeValue, b: RangeValue): boolean | null {
  return and(negate(isBefore(a, b)), negate(isBefore(b, a)))
}

function compare(distance: number | null, accepts: (distance: number) => boolean): boolean | null {
  return distance === null ? null : accepts(distance)
}

/** `a` overlaps `b` and starts no later and ends no later than it (DMN 1.3 table 78). */
function overlapsBefore(a: RangeValue, b: RangeValue): boolean | null {
  const starts = compare(startOrder(a, b), (d) => d < 0)
  const ends = compare(endOrder(a, b), (d) => d <= 0)
  return and(overlaps(a, b), starts, ends)
}

function overlapsAfter(a: RangeValue, b: RangeValue): boolean | null {
  const starts = compare(startOrder(a, b), (d) => d > 0)
  const ends = compare(endOrder(a, b), (d) => d >= 0)
  return and(overlaps(a, b), starts, ends)
}

/** `a` ends where range `b` ends, and starts inside it. */
function finishes(a: unknown, b: RangeValue): boolean | null {
  const within = a instanceof RangeValue ? compare(startOrder(a, b), (d) => d >= 0) : b.endIncluded
  return and(isSameBound(endOf(a), endOf(b)), within)
}

function starts(a: unknown, b: RangeValue): boolean | null {
  const within = a instanceof RangeValue ? compare(endOrder(a, b), (d) => d <= 0) : b.startIncluded
  return and(isSameBound(startOf(a), startOf(b)), within)
}

function coincides(a: unknown, b: unknown): boolean | null {
  return and(isSameBound(startOf(a), startOf(b)), isSameBound(endOf(a), endOf(b)))
}

const ofAny = (body: (a: unknown, b: unknown) => unknown) =>
  builtin(['a: any', 'b: any'], (_run, a: unknown, b: unknown) => (a === null || b === null ? null : body(a, b)))
const ofRanges = (body: (a: RangeValue, b: RangeValue) => unknown) =>
  builtin(['range1: range', 'range2: range'], (_run, a: RangeValue, b: RangeValue) => body(a, b))
const intoRange = (body: (a: unknown, range: RangeValue) => unknown) =>
  builtin(['value: any', 'range: range'], (_run, a: unknown, range: RangeValue) => (a === null ? null : body(a, range)))
const ofRangeAnd = (body: (range: RangeValue, a: unknown) => unknown) =>
  builtin(['range: range', 'value: any'], (_run, range: RangeValue, a: unknown) => (a === null ? null : body(range, a)))

/** DMN 1.3 §10.3.4.7 (Allen's relations between points and ranges). */
export const rangeBuiltins: Builtins = {
  before: ofAny(isBefore),
  after: ofAny((a, b) => isBefore(b, a)),
  meets: ofRanges(meets),
  'met by': ofRanges((a, b) => meets(b, a)),
  overlaps: ofRanges(overlaps),
  'overlaps before': ofRanges(overlapsBefore),
  'overlaps after': ofRanges(overlapsAfter),
  finishes: intoRange(finishes),
  'finished by': ofRangeAnd((range, a) => finishes(a, range)),
  includes: ofRangeAnd(rangeIncludes),
  during: intoRange((a, range) => rangeIncludes(range, a)),
  starts: intoRange(starts),
  'started by': ofRangeAnd((range, a) => starts(a, range)),
  coincides: ofAny(coincides),
}
