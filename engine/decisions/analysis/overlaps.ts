import { looselyEqual } from '#engine/expressions/values/equality'
import { openSession } from '../session.js'
import type { Rule } from '../table/decision_table.js'
import { covers, intersects, type CutColumn } from './segments.js'

/** Two rules by position. */
export type Pair = readonly [earlier: number, later: number]

/** Pairs looked at before a large table is left alone. */
const MOST_PAIRS = 500_000
/** Pairs told of one table. */
const MOST_TOLD = 10

/** Pairs of rules that one input can match. */
export function overlappingPairs(columns: readonly CutColumn[], rules: number): Pair[] {
  return pairsThat(rules, (a, b) => columns.every(({ accepts }) => intersects(accepts[a]!, accepts[b]!)))
}

/** Pairs in which the earlier rule takes everything that the later one would: the later one never has its turn. */
export function shadowedPairs(columns: readonly CutColumn[], rules: number): Pair[] {
  const told = new Set<number>()
  return pairsThat(rules, (a, b) => !told.has(b) && columns.every((column) => takesAllOf(column, a, b)) && told.add(b) !== undefined)
}

function takesAllOf({ accepts, segments, acceptsUnnamed }: CutColumn, a: number, b: number): boolean {
  return covers(accepts[a]!, accepts[b]!, segments.length) && (acceptsUnnamed === null || acceptsUnnamed[a]! || !acceptsUnnamed[b]!)
}

function pairsThat(rules: number, is: (earlier: number, later: number) => boolean): Pair[] {
  const found: Pair[] = []
  let left = MOST_PAIRS
  for (let a = 0; a < rules; a++) {
    for (let b = a + 1; b < rules; b++) {
      if (--left < 0 || found.length >= MOST_TOLD) return found
      if (is(a, b)) found.push([a, b])
    }
  }
  return found
}

/** Whether two rules surely give the same outputs, or surely do not; null when that shows at the evaluation only. */
export function sameOutputs(one: Rule, other: Rule): boolean | null {
  const session = openSession(() => undefined, 0)
  for (const [column, text] of one.outputs.entries()) {
    const against = other.outputs[column]!
    if (text.constant === undefined || against.constant === undefined) return null
    if (looselyEqual(session, text.constant.value, against.constant.value, 0) !== true) return false
  }
  return true
}
