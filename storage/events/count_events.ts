import type { CountedCell } from '#processes/foundation/events/assess_events'
import type { EventGrouping, EventScope } from '#processes/foundation/events/event_queries'
import { NO_EVENTS } from '#processes/foundation/events/rate_events'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { condition, joined } from '../queries/sql_condition.js'
import { HALVES } from './counted_events.js'
import { inScope } from './event_scope.js'

/** In the order of the indexes of both months. */
const GROUPED: readonly EventGrouping[] = ['town', 'community', 'unit', 'category']

/** A month's counts for each town, community, unit and category: what was filed in it and what was due in it, each from an index alone. */
export async function countEvents(dialect: Dialect, month: string, scope: EventScope): Promise<CountedCell[]> {
  const by = GROUPED.map((name) => `t.${name}`).join(', ')
  const cells = new Map<string, CountedCell>()
  for (const half of HALVES) {
    const { sql, values } = joined([condition(`${half.month} = ?`, month), condition(half.counts), ...inScope(scope)])
    const rows = await dialect.read((connection) => connection.all(`select ${by}, ${half.sums} from event_records t where ${sql} group by ${by}`, values))
    for (const row of rows) {
      const known = cells.get(keyOf(row)) ?? emptyCell(row)
      cells.set(keyOf(row), { ...known, counts: { ...known.counts, ...Object.fromEntries(half.names.map((name) => [name, Number(row[name] ?? 0)])) } })
    }
  }
  return [...cells].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, cell]) => cell)
}

const word = (value: unknown): string => (value === null || value === undefined ? '' : String(value))
const keyOf = (row: SqlRow): string => JSON.stringify(GROUPED.map((name) => word(row[name])))
const emptyCell = (row: SqlRow): CountedCell => ({ town: word(row.town), community: word(row.community), unit: word(row.unit), category: word(row.category), counts: NO_EVENTS })
