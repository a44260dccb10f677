import type { Point } from '#engine/expressions/plain_tests'
import { isValue } from '../cell.js'
import type { Rule, RuleIndex } from './decision_table.js'

/** Tables smaller than this are read through. */
const FEWEST_RULES = 16
/** Share of the rules that must ask for plain values for an index to pay. */
const SHARE = 0.5

const NONE: readonly number[] = []

/** The index over the column that tells the rules apart best; null when none does. */
export function indexRules(rules: readonly Rule[], columns: number): RuleIndex | null {
  if (rules.length < FEWEST_RULES) return null
  let best: { index: RuleIndex; left: number } | null = null
  for (let column = 0; column < columns; column++) {
    const index = indexOver(rules, column)
    if (index.others.length > rules.length * (1 - SHARE)) continue
    const left = index.others.length + (rules.length - index.others.length) / Math.max(1, index.byValue.size)
    if (best === null || left < best.left) best = { index, left }
  }
  return best?.index ?? null
}

function indexOver(rules: readonly Rule[], column: number): RuleIndex {
  const byValue = new Map<Point['at'], number[]>()
  const others: number[] = []
  for (const [position, rule] of rules.entries()) {
    const values = valuesOf(rule, column)
    if (values === null) others.push(position)
    else for (const value of values) append(byValue, value, position)
  }
  return { column, byValue, others }
}

function append(byValue: Map<Point['at'], number[]>, value: Point['at'], position: number): void {
  const positions = byValue.get(value)
  if (positions === undefined) byValue.set(value, [position])
  else positions.push(position)
}

/** The values a rule accepts in a column, each once; null when it is anything but a list of numbers, texts or booleans. */
function valuesOf(rule: Rule, column: number): ReadonlySet<Point['at']> | null {
  const plain = rule.cells.find((one) => one.column === column)?.cell.plain
  if (plain === undefined || plain === null || plain.kind === 'any' || plain.isNegated) return null
  const isPlain = plain.intervals.every((one) => isValue(one) && (one.type === 'number' || one.type === 'string' || one.type === 'boolean'))
  return isPlain ? new Set(plain.intervals.map(({ low }) => low!)) : null
}

/** The rules that can match a value of the index's column, in order; the visitor answers whether to go on. */
export function visitCandidates(index: RuleIndex, value: Point['at'], visit: (position: number) => boolean): void {
  const named = index.byValue.get(value) ?? NONE
  const { others } = index
  let i = 0
  let j = 0
  while (i < named.length || j < others.length) {
    const position = j === others.length || (i < named.length && named[i]! < others[j]!) ? named[i++]! : others[j++]!
    if (!visit(position)) return
  }
}
