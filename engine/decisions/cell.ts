import type { Closure } from '#engine/expressions/evaluation'
import { compileFeelClosure } from '#engine/expressions/feel_closure'
import { holds, plainTests, pointOf, type Interval, type PlainTests, type Point, type PointType } from '#engine/expressions/plain_tests'
import type { Names } from './compilation.js'
import type { Session } from './session.js'

/** A point tested against constants: no closure, no allocation. */
export type PlainMatch = (type: PointType, at: Point['at']) => boolean

/** A compiled cell of unary tests. */
export interface Cell {
  readonly source: string
  readonly closure: Closure
  /** What it accepts when it holds constants only. */
  readonly plain: PlainTests | null
  readonly match: PlainMatch | null
}

/** Cells by their text: tables repeat themselves. */
export type CellsByText = Map<string, Cell>

/** Compiles the tests of one cell; null after a finding. */
export function compileCell(source: string, names: Names, report: (code: string, message: string) => void): Cell | null {
  const compiled = compileFeelClosure(source, 'unary tests', names)
  if (!compiled.ok) {
    report(compiled.error.code, compiled.error.message)
    return null
  }
  const plain = compiled.names.length === 0 ? plainTests(compiled.tree) : null
  return { source, closure: compiled.closure, plain, match: plain === null ? null : matchOf(plain) }
}

/** Whether a value passes a cell. Plain points are compared at once; anything else goes through the cell's own closure. */
export function holdsCell(cell: Cell, value: unknown, session: Session): boolean {
  const point = cell.match === null ? null : pointOf(value)
  if (point !== null) return cell.match!(point.type, point.at)
  session.probe = value ?? null
  return cell.closure(session, null) === true
}

const MANY_VALUES = 4

function matchOf(plain: PlainTests): PlainMatch {
  if (plain.kind === 'any') return () => true
  const { intervals, isNegated } = plain
  const match = matchAny(intervals)
  return isNegated ? (type, at) => !match(type, at) : match
}

function matchAny(intervals: readonly Interval[]): PlainMatch {
  const [first] = intervals
  if (intervals.length === 1) return matchOne(first!)
  if (intervals.length < MANY_VALUES || !intervals.every((one) => isValue(one) && one.type === first!.type)) {
    const matches = intervals.map(matchOne)
    return (type, at) => matches.some((match) => match(type, at))
  }
  const values = new Set(intervals.map(({ low }) => low))
  return (type, at) => type === first!.type && values.has(at)
}

function matchOne(interval: Interval): PlainMatch {
  if (isValue(interval)) {
    const { type: wanted, low } = interval
    return (type, at) => at === low && type === wanted
  }
  return (type, at) => type === interval.type && holds(interval, at)
}

/** Whether a stretch is a single value. */
export function isValue({ low, high, lowIncluded, highIncluded }: Interval): boolean {
  return low !== null && low === high && lowIncluded && highIncluded
}
