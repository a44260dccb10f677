import { assessEvents, type AssessedGroup, type CountedCell, type RankingWeight } from './assess_events.js'
import { assessWhistles, type WhistleScore } from './assess_whistles.js'
import type { EventGrouping } from './event_queries.js'
import type { WhistleRow } from './event_rows.js'
import { METRICS, type Metric } from './rate_events.js'

export const GROUPINGS: readonly EventGrouping[] = ['town', 'community', 'unit', 'category']

/** A group with the name it had when the sheet was made. */
export type SheetGroup = AssessedGroup & { name: string }

/**
 * 考核表 of a month: everything that page, PDF and XLSX show, rules and names included, so that an edition once made reads the same for ever.
 */
export interface AssessmentSheet {
  month: string
  /** Until when what happened is counted. */
  atMs: number
  metrics: readonly Metric[]
  ranking: readonly RankingWeight[]
  tables: Readonly<Record<EventGrouping, readonly SheetGroup[]>>
  total: SheetGroup
  whistles: readonly (WhistleScore & { name: string })[]
}

export interface SheetSource {
  month: string
  atMs: number
  cells: readonly CountedCell[]
  whistles: readonly WhistleRow[]
  ranking: readonly RankingWeight[]
  nameOf: (by: EventGrouping, id: string) => string
}

/** The sheet from one reading of the counts: its four tables add up to the same total. */
export function makeSheet({ month, atMs, cells, whistles, ranking, nameOf }: SheetSource): AssessmentSheet {
  const named = (by: EventGrouping) => assessEvents(cells, by, ranking).groups.map((group) => ({ ...group, name: nameOf(by, group.id) }))
  return {
    month, atMs, metrics: METRICS, ranking,
    tables: { town: named('town'), community: named('community'), unit: named('unit'), category: named('category') },
    total: { ...assessEvents(cells, 'town', ranking).total, name: '合计' },
    whistles: assessWhistles(whistles, atMs).map((one) => ({ ...one, name: nameOf('unit', one.department) })),
  }
}

/** What of a closed sheet a unit reads that does not see the whole county: its own lines, and no total. */
export function linesOf(sheet: AssessmentSheet, units: readonly string[]): AssessmentSheet {
  const own = (groups: readonly SheetGroup[]) => groups.filter(({ id }) => units.includes(id))
  const { town, community, unit } = sheet.tables
  return {
    ...sheet, tables: { town: own(town), community: own(community), unit: own(unit), category: [] },
    total: { ...assessEvents([], 'town', []).total, name: '合计' },
    whistles: sheet.whistles.filter(({ department }) => units.includes(department)),
  }
}
