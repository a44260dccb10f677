import type { EventGrouping } from './event_queries.js'
import { addCounts, METRICS, NO_EVENTS, rateEvents, type EventCounts, type EventRates, type Metric } from './rate_events.js'

/** Counts of the events that agree in all four; a group that an event has none of is the empty text. */
export interface CountedCell extends Readonly<Record<EventGrouping, string>> {
  counts: EventCounts
}

/** How much a rate weighs in the score by which groups are ranked. Configuration of the package, never ours. */
export interface RankingWeight {
  metric: Metric['key']
  weight: number
}

export interface AssessedGroup {
  id: string
  counts: EventCounts
  rates: EventRates
  /** 综合得分, 0 to 100 to one decimal; null where no weighed rate has anything to count. */
  score: number | null
  /** From 1, the same for the same score; null without a score. */
  rank: number | null
}

export interface Assessment {
  groups: readonly AssessedGroup[]
  /** Of all events, those of no group as well. */
  total: AssessedGroup
}

/** 考核 of one grouping: each group's counts, rates, score and rank, best first; ids in order where nothing ranks them. */
export function assessEvents(cells: readonly CountedCell[], by: EventGrouping, ranking: readonly RankingWeight[]): Assessment {
  const counts = new Map<string, EventCounts>()
  for (const cell of cells) counts.set(cell[by], addCounts(counts.get(cell[by]) ?? NO_EVENTS, cell.counts))
  const groups = [...counts].filter(([id]) => id !== '').map(([id, own]) => assess(id, own, ranking))
  return { groups: ranked(groups), total: assess('', cells.reduce((sum, cell) => addCounts(sum, cell.counts), NO_EVENTS), ranking) }
}

function assess(id: string, counts: EventCounts, ranking: readonly RankingWeight[]): AssessedGroup {
  const rates = rateEvents(counts)
  return { id, counts, rates, score: scoreOf(rates, ranking), rank: null }
}

/** Weighed mean of the rates there are, faults turned round: a rate without anything to count neither helps nor harms. */
export function scoreOf(rates: EventRates, ranking: readonly RankingWeight[]): number | null {
  let sum = 0
  let weights = 0
  for (const { metric, weight } of ranking) {
    const rate = rates[metric]
    if (rate === null) continue
    sum += weight * (METRICS.some(({ key, isFault }) => key === metric && isFault) ? 1 - rate : rate)
    weights += weight
  }
  return weights === 0 ? null : Math.round((1000 * sum) / weights) / 10
}

function ranked(groups: readonly AssessedGroup[]): AssessedGroup[] {
  const ordered = groups.toSorted((one, other) => (other.score ?? -1) - (one.score ?? -1) || (one.id < other.id ? -1 : 1))
  return ordered.map((group) => ({ ...group, rank: group.score === null ? null : ordered.findIndex(({ score }) => score === group.score) + 1 }))
}
