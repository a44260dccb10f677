import type { Report } from '../compilation.js'
import type { DecisionTable, Rule } from '../table/decision_table.js'
import { isListPolicy } from '../table/hit_policy.js'
import { rulesNamed } from '../table/result.js'
import { findGaps, type Gap } from './gaps.js'
import { overlappingPairs, sameOutputs, shadowedPairs, type Pair } from './overlaps.js'
import { cutColumns, segmentText, type CutColumn } from './segments.js'

/** Rules beyond which nobody reads warnings about single ones, and looking would cost more than the deployment. */
const MOST_RULES = 2_000

/**
 * Warnings about a table whose cells are constants: rules that overlap where the hit policy wants one, rules that never have their turn,
 * combinations that no rule takes. Values are those written in the table, or the allowed ones where a column says them; an unset input is nobody's gap.
 */
export function checkTable(table: DecisionTable, elementId: string, report: Report): void {
  if (table.rules.length === 0 || table.rules.length > MOST_RULES) return
  const cut = cutColumns(table)
  const columns = cut.filter((column): column is CutColumn => column !== null)
  if (columns.length < cut.length) return
  reportOverlaps(table, columns, elementId, report)
  const isComplete = table.outputs.some(({ otherwise }) => otherwise !== null) || isListPolicy(table.hitPolicy) || table.hitPolicy.kind === 'COLLECT'
  if (isComplete) return
  for (const gap of findGaps(columns, table.rules.length) ?? []) {
    report('warning', 'DMN_GAP', elementId, `没有规则覆盖：${gapText(gap)}。此时没有结果，请补上规则，或给输出列写默认值。`)
  }
}

function reportOverlaps({ hitPolicy, rules }: DecisionTable, columns: readonly CutColumn[], elementId: string, report: Report): void {
  const named = (pair: Pair): string => rulesNamed(pair.map((position) => rules[position]!))
  const idOf = (rule: Rule): string => rule.matched.id ?? elementId
  if (hitPolicy.kind === 'UNIQUE') {
    for (const pair of overlappingPairs(columns, rules.length)) {
      report('warning', 'DMN_OVERLAP', idOf(rules[pair[1]]!), `${named(pair)}会同时命中，而命中策略 UNIQUE 只允许一条，届时流程会停住。请改正其中一条。`)
    }
  } else if (hitPolicy.kind === 'ANY') {
    for (const pair of overlappingPairs(columns, rules.length)) {
      if (sameOutputs(rules[pair[0]]!, rules[pair[1]]!) === false) report('warning', 'DMN_OVERLAP', idOf(rules[pair[1]]!), `${named(pair)}会同时命中而输出不同，命中策略 ANY 要求相同。请改正输出。`)
    }
  } else if (hitPolicy.kind === 'FIRST') {
    for (const pair of shadowedPairs(columns, rules.length)) {
      const [earlier, later] = pair.map((position) => rules[position]!.matched.number)
      report('warning', 'DMN_SHADOWED', idOf(rules[pair[1]]!), `第 ${later} 条规则永远轮不到：第 ${earlier} 条规则已包含它的全部情况（命中策略 FIRST）。请调整顺序或删去它。`)
    }
  }
}

const SEGMENTS_TOLD = 4

function gapText(gap: Gap): string {
  return gap.map(({ column, segments }) => {
    const told = segments.slice(0, SEGMENTS_TOLD).map(segmentText).join('或')
    return `“${column}”为 ${told}${segments.length > SEGMENTS_TOLD ? '等' : ''}`
  }).join('，') || '任何输入'
}
