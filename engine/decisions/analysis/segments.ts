import { holds, type Interval, type PlainTests, type Point, type PointType } from '#engine/expressions/plain_tests'
import type { DecisionTable, InputColumn } from '../table/decision_table.js'

/** A stretch of a column's values that no rule tells apart: one value, or everything between two. */
export interface Segment {
  readonly type: PointType
  readonly low: Point['at'] | null
  readonly high: Point['at'] | null
  /** A value inside. */
  readonly sample: Point['at']
}

/** A column cut into segments, and which of them each rule accepts: one bit each. */
export interface CutColumn {
  readonly name: string
  readonly segments: readonly Segment[]
  /** By rule; null = all of them. */
  readonly accepts: readonly (Uint32Array | null)[]
  /** By rule: whether it takes a text that the table does not name. null = the column can hold none. */
  readonly acceptsUnnamed: readonly boolean[] | null
}

/** Stands for every text that a table does not name. */
const UNNAMED = '\u0000'

const MOST_SEGMENTS = 400
const DAY_MS = 86_400_000

/** The columns of a table cut up; null for a column whose cells say more than constants of one type. */
export function cutColumns(table: DecisionTable): (CutColumn | null)[] {
  return table.inputs.map((input, column) => {
    const tests = table.rules.map(({ cells }) => cells.find((one) => one.column === column)?.cell ?? null)
    if (tests.every((cell) => cell === null)) return { name: input.name, segments: [], accepts: tests.map(() => null), acceptsUnnamed: null }
    if (input.type === null || tests.some((cell) => cell !== null && cell.match === null)) return null
    const written = tests.flatMap((cell) => intervalsOf(cell?.plain ?? null))
    const isOpen = tests.some((cell) => cell?.plain?.kind === 'intervals' && cell.plain.isNegated)
    const segments = segmentsOf(input, input.type, written, isOpen)
    if (segments.length > MOST_SEGMENTS) return null
    const accepts = tests.map((cell) => (cell === null ? null : bitsOf(segments, ({ type, sample }) => cell.match!(type, sample))))
    const isFree = input.type === 'string' && intervalsOf(input.allowed).length === 0
    return { name: input.name, segments, accepts, acceptsUnnamed: isFree ? tests.map((cell) => cell === null || cell.match!('string', UNNAMED)) : null }
  })
}

const intervalsOf = (plain: PlainTests | null): readonly Interval[] => (plain?.kind === 'intervals' ? plain.intervals : [])

function bitsOf(segments: readonly Segment[], accepts: (segment: Segment) => boolean): Uint32Array {
  const bits = new Uint32Array((segments.length + 31) >> 5)
  for (const [i, segment] of segments.entries()) if (accepts(segment)) bits[i >> 5]! |= 1 << (i & 31)
  return bits
}

/**
 * What the column can hold: its allowed values, both truths, the whole line where ranges or negations are written (`isOpen`), else the
 * values that are named.
 */
function segmentsOf({ allowed, isWhole }: InputColumn, type: PointType, written: readonly Interval[], isOpen: boolean): Segment[] {
  if (type === 'boolean') return [false, true].map((at) => valueSegment(type, at))
  const within = intervalsOf(allowed)
  const bounds = [...new Set([...written, ...within].flatMap(({ low, high }) => [low, high]).filter((at) => at !== null))].toSorted((a, b) => (a < b ? -1 : 1))
  const isLine = (isOpen && within.length === 0) || [...(within.length > 0 ? within : written)].some(({ low, high }) => low !== high)
  const segments = isLine && type !== 'string' ? lineSegments(type, bounds as number[], isWhole) : bounds.map((at) => valueSegment(type, at))
  return within.length === 0 ? segments : segments.filter(({ sample }) => within.some((interval) => holds(interval, sample)) !== (allowed?.kind === 'intervals' && allowed.isNegated))
}

const valueSegment = (type: PointType, at: Point['at']): Segment => ({ type, low: at, high: at, sample: at })

/** Values and the open stretches around and between them; stretches that hold no whole number or day are left out. */
function lineSegments(type: PointType, bounds: readonly number[], isWhole: boolean): Segment[] {
  const step = type === 'date' ? DAY_MS : isWhole ? 1 : 0
  const first = bounds[0]!
  const last = bounds.at(-1)!
  const margin = step === 0 ? 1 : step
  const found: Segment[] = [{ type, low: null, high: first, sample: first - margin }]
  for (const [i, at] of bounds.entries()) {
    found.push(valueSegment(type, at))
    const next = bounds[i + 1]
    if (next !== undefined && (step === 0 || next - at > step)) found.push({ type, low: at, high: next, sample: step === 0 ? (at + next) / 2 : at + step })
  }
  return [...found, { type, low: last, high: null, sample: last + margin }]
}

/** Whether two sets of segments share one; null stands for all. */
export function intersects(a: Uint32Array | null, b: Uint32Array | null): boolean {
  if (a === null || b === null) return hasAny(a ?? b)
  return a.some((word, i) => (word & b[i]!) !== 0)
}

const hasAny = (bits: Uint32Array | null): boolean => bits === null || bits.some((word) => word !== 0)

/** Whether `a` holds all of `b`. */
export function covers(a: Uint32Array | null, b: Uint32Array | null, segments: number): boolean {
  if (a === null) return true
  const all = b ?? allBits(segments)
  return all.every((word, i) => (word & ~a[i]!) === 0)
}

function allBits(segments: number): Uint32Array {
  const bits = new Uint32Array((segments + 31) >> 5)
  for (let i = 0; i < segments; i++) bits[i >> 5]! |= 1 << (i & 31)
  return bits
}

/** A segment for people: `高`, `大于 5 且小于 10`. */
export function segmentText({ type, low, high }: Segment): string {
  if (low === high && low !== null) return valueText(type, low)
  return [low === null ? '' : `大于 ${valueText(type, low)}`, high === null ? '' : `小于 ${valueText(type, high)}`].filter((part) => part !== '').join(' 且')
}

function valueText(type: PointType, at: Point['at']): string {
  if (type === 'boolean') return at === true ? '是' : '否'
  if (type === 'date') return new Date(at as number).toISOString().slice(0, 10)
  if (type === 'date time' || type === 'time') return new Date((at as number) + 8 * 3_600_000).toISOString().slice(type === 'time' ? 11 : 0, 19)
  return type === 'string' ? `“${String(at)}”` : String(at)
}
