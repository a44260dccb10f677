import type { EventCounts } from '#processes/foundation/events/rate_events'

const PUBLIC = `c.channel in ('hotline', 'snapshot', 'petition')`
const HANDLED = 'c.handled_at_ms is not null'

/** What is counted, by the name of the count; over rows with `is_filed` and `is_due` (0 or 1). */
const CONDITIONS: Readonly<Record<Exclude<keyof EventCounts, 'handlingMs'>, string>> = {
  filed: 'c.is_filed = 1',
  filedInTime: 'c.is_filed = 1 and c.filed_in_time = 1',
  filedRated: 'c.is_filed = 1 and c.filed_in_time is not null',
  filedOfPublic: `c.is_filed = 1 and ${PUBLIC}`,
  dispatched: 'c.is_filed = 1 and c.dispatched_at_ms is not null',
  dispatchedInTime: 'c.is_filed = 1 and c.dispatched_in_time = 1',
  dispatchedRated: 'c.is_filed = 1 and c.dispatched_in_time is not null',
  dispatchedOnce: 'c.is_filed = 1 and c.dispatch_count = 1',
  due: 'c.is_due = 1',
  closed: 'c.is_due = 1 and c.closed_at_ms is not null',
  closedInTime: `c.is_due = 1 and c.closed_at_ms is not null and c.verdict = 'on_time'`,
  handled: `c.is_due = 1 and ${HANDLED}`,
  handledInTime: `c.is_due = 1 and ${HANDLED} and c.handled_at_ms <= c.due_at_ms`,
  reworked: `c.is_due = 1 and ${HANDLED} and c.rework_count > 0`,
  overdueOpen: `c.is_due = 1 and c.verdict = 'overdue' and c.handled_at_ms is null`,
}

/** The columns of `EventCounts` as SQL. */
export const COUNTED: string = [
  ...Object.entries(CONDITIONS).map(([name, holds]) => `sum(case when ${holds} then 1 else 0 end) as \`${name}\``),
  `sum(case when c.is_due = 1 and ${HANDLED} and c.dispatched_at_ms is not null then c.handled_at_ms - c.dispatched_at_ms else 0 end) as \`handlingMs\``,
].join(', ')
