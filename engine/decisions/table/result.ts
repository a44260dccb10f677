import { fail } from '#engine/expressions/evaluation'
import { looselyEqual } from '#engine/expressions/values/equality'
import { order } from '#engine/expressions/values/ordering'
import type { Session } from '../session.js'
import type { DecisionTable, Rule } from './decision_table.js'
import { isListPolicy, type Aggregator } from './hit_policy.js'
import { outputValue } from './output_value.js'

/** A table's result and the rules it comes from. */
export interface TableResult {
  readonly value: unknown
  readonly chosen: readonly Rule[]
}

/** One hit: the values of the output columns in order. */
interface Hit {
  readonly rule: Rule
  readonly values: readonly unknown[]
}

/** Applies the hit policy. One output gives its value, several give a context by output name. DMN 1.3 §8.2.10–8.2.11. */
export function resultOf(table: DecisionTable, rules: readonly Rule[], session: Session): TableResult {
  const { hitPolicy } = table
  if (rules.length === 0) return { value: withoutHit(table, session), chosen: [] }
  if (hitPolicy.kind === 'UNIQUE' && rules.length > 1) {
    fail('DECISION_NOT_UNIQUE', `${rulesNamed(rules)}同时命中，而命中策略是 UNIQUE（只允许一条）。请改正规则使其互不重叠，或改用其他命中策略。`)
  }
  const hits = rules.map((rule) => hitOf(table, rule, session))
  session.place.rule = null
  session.place.column = null
  switch (hitPolicy.kind) {
    case 'UNIQUE':
    case 'FIRST':
      return { value: combined(table, hits[0]!.values), chosen: rules }
    case 'ANY':
      refuseDifferent(hits, session)
      return { value: combined(table, hits[0]!.values), chosen: rules }
    case 'PRIORITY': {
      const best = byPriority(table, hits, session)[0]!
      return { value: combined(table, best.values), chosen: [best.rule] }
    }
    case 'OUTPUT ORDER':
      return listed(table, byPriority(table, hits, session))
    case 'RULE ORDER':
      return listed(table, hits)
    case 'COLLECT':
      return hitPolicy.aggregator === null ? listed(table, hits) : { value: aggregated(hitPolicy.aggregator, hits), chosen: rules }
  }
}

const hitOf = (table: DecisionTable, rule: Rule, session: Session): Hit => ({
  rule,
  values: rule.outputs.map((output, column) => outputValue(table, column, output, rule.matched.number, session)),
})

const listed = (table: DecisionTable, hits: readonly Hit[]): TableResult => ({
  value: hits.map(({ values }) => combined(table, values)),
  chosen: hits.map(({ rule }) => rule),
})

function combined({ outputs }: DecisionTable, values: readonly unknown[]): unknown {
  if (outputs.length === 1) return values[0]
  const context: Record<string, unknown> = {}
  for (const [column, { name }] of outputs.entries()) context[name] = values[column]
  return context
}

/** Nothing matched: the default outputs where the table has some; else null, an empty list, a count of zero. */
function withoutHit(table: DecisionTable, session: Session): unknown {
  const { hitPolicy, outputs } = table
  if (hitPolicy.kind === 'COLLECT' && hitPolicy.aggregator === 'COUNT') return 0
  if (outputs.every(({ otherwise }) => otherwise === null)) return isListPolicy(hitPolicy) ? [] : null
  const values = outputs.map(({ otherwise }, column) => (otherwise === null ? null : outputValue(table, column, otherwise, null, session)))
  const value = combined(table, values)
  return isListPolicy(hitPolicy) ? [value] : value
}

function refuseDifferent(hits: readonly Hit[], session: Session): void {
  const [first, ...others] = hits
  const other = others.find(({ values }) => values.some((value, column) => looselyEqual(session, value, first!.values[column], 0) !== true))
  if (other === undefined) return
  const numbers = rulesNamed([first!.rule, other.rule])
  fail('DECISION_NOT_EQUAL', `${numbers}同时命中而输出不同，而命中策略是 ANY（输出须相同）。请改正输出，或改用其他命中策略。`)
}

/** Highest priority first: by the first output with priorities, then the next; equal ones stay in rule order. */
function byPriority({ outputs }: DecisionTable, hits: readonly Hit[], session: Session): Hit[] {
  const ranked = hits.map((hit) => ({
    hit,
    ranks: outputs.map(({ priorities }, column) => rankOf(priorities, hit.values[column], session)),
  }))
  return ranked.toSorted((one, other) => compare(one.ranks, other.ranks)).map(({ hit }) => hit)
}

/** Values that nobody ranked come last. */
function rankOf(priorities: readonly unknown[] | null, value: unknown, session: Session): number {
  const rank = priorities?.findIndex((one) => looselyEqual(session, one, value, 0) === true) ?? 0
  return rank < 0 ? Number.MAX_SAFE_INTEGER : rank
}

function compare(one: readonly number[], other: readonly number[]): number {
  const column = one.findIndex((rank, i) => rank !== other[i])
  return column < 0 ? 0 : one[column]! - other[column]!
}

/** Number of hits; sum, least and greatest of one output, where nulls do not count. */
function aggregated(aggregator: Aggregator, hits: readonly Hit[]): unknown {
  if (aggregator === 'COUNT') return hits.length
  const values = hits.flatMap(({ rule, values: [value] }) => (value === null || value === undefined ? [] : [{ rule, value }]))
  if (values.length === 0) return null
  if (aggregator === 'SUM') {
    return values.reduce((sum, { rule, value }) => sum + (typeof value === 'number' ? value : failAggregate(rule, 'SUM', '数字')), 0)
  }
  return values.reduce((best, { rule, value }) => {
    const distance = order(value, best) ?? failAggregate(rule, aggregator, '同一类型、可比大小的值')
    return (aggregator === 'MIN' ? distance < 0 : distance > 0) ? value : best
  }, values[0]!.value)
}

function failAggregate(rule: Rule, aggregator: Aggregator, expected: string): never {
  fail('DECISION_AGGREGATE', `第 ${rule.matched.number} 条规则的输出不能参与 ${aggregator}，应为${expected}。请改正该规则的输出。`)
}

/** `第 2、5 条规则`, at most ten of them. */
export function rulesNamed(rules: readonly Rule[]): string {
  const numbers = rules.slice(0, 10).map(({ matched }) => matched.number)
  return `第 ${numbers.join('、')} ${rules.length > 10 ? `等 ${rules.length} ` : ''}条规则`
}
