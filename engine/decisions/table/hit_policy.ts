import type { SourceElement } from '#engine/model/source_element'
import type { Report } from '../compilation.js'

export type Aggregator = 'SUM' | 'COUNT' | 'MIN' | 'MAX'

/** What a table does with the rules that match. DMN 1.3 §8.2.10. */
export type HitPolicy =
  | { readonly kind: 'UNIQUE' | 'FIRST' | 'PRIORITY' | 'ANY' | 'RULE ORDER' | 'OUTPUT ORDER' }
  | { readonly kind: 'COLLECT'; readonly aggregator: Aggregator | null }

/** Names and the letters that tables are headed with. */
const KINDS: Readonly<Record<string, HitPolicy['kind']>> = {
  U: 'UNIQUE', F: 'FIRST', P: 'PRIORITY', A: 'ANY', R: 'RULE ORDER', O: 'OUTPUT ORDER', C: 'COLLECT',
}
const AGGREGATORS: readonly string[] = ['SUM', 'COUNT', 'MIN', 'MAX']

/** Reads hit policy and aggregation of a table; UNIQUE without. */
export function readHitPolicy(table: SourceElement, elementId: string | null, report: Report): HitPolicy {
  const written = String(table.hitPolicy ?? 'UNIQUE').trim().toUpperCase()
  const kind = KINDS[written] ?? Object.values(KINDS).find((one) => one === written)
  if (kind === undefined) {
    report('error', 'DMN_HIT_POLICY', elementId, `命中策略“${written}”不存在。请用 UNIQUE、FIRST、PRIORITY、ANY、COLLECT、RULE ORDER 或 OUTPUT ORDER。`)
    return { kind: 'UNIQUE' }
  }
  const aggregation = table.aggregation === undefined ? null : String(table.aggregation).trim().toUpperCase()
  if (kind !== 'COLLECT') {
    if (aggregation !== null) report('warning', 'DMN_AGGREGATION', elementId, `聚合方式 ${aggregation} 只用于 COLLECT，对 ${kind} 不起作用。请改命中策略或去掉聚合。`)
    return { kind }
  }
  if (aggregation !== null && !AGGREGATORS.includes(aggregation)) {
    report('error', 'DMN_AGGREGATION', elementId, `聚合方式“${aggregation}”不存在。请用 SUM、COUNT、MIN、MAX，或去掉。`)
    return { kind, aggregator: null }
  }
  return { kind, aggregator: aggregation as Aggregator | null }
}

/** Policies that answer a list of all hits. */
export function isListPolicy(policy: HitPolicy): boolean {
  return policy.kind === 'RULE ORDER' || policy.kind === 'OUTPUT ORDER' || (policy.kind === 'COLLECT' && policy.aggregator === null)
}

/** Policies that order hits by their output values. */
export function isByPriority({ kind }: HitPolicy): boolean {
  return kind === 'PRIORITY' || kind === 'OUTPUT ORDER'
}
