import type { EventCounts } from '#processes/foundation/events/rate_events'

const PUBLIC = `c.channel in ('hotline', 'snapshot', 'petition')`
const HANDLED = 'c.handled_at_ms is not null'
const HANDLED_ONCE = `(${HANDLED} or c.rework_count > 0)`
/** 结案, alone or with the event it was merged into; rows of before have no ending. */
const CLOSED = `(c.closed_at_ms is not null and coalesce(c.ending, 'closed') in ('closed', 'merged'))`

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
  closed: `c.is_due = 1 and ${CLOSED}`,
  closedInTime: `c.is_due = 1 and ${CLOSED} and c.verdict = 'on_time'`,
  handled: `c.is_due = 1 and ${HANDLED}`,
  handledInTime: `c.is_due = 1 and ${HANDLED} and c.handled_at_ms <= c.due_at_ms`,
  handledOnce: `c.is_due = 1 and ${HANDLED_ONCE}`,
  reworked: 'c.is_due = 1 and c.rework_count > 0',
  overdueOpen: `c.is_due = 1 and c.verdict = 'overdue' and c.handled_at_ms is null and c.closed_at_ms is null`,
}

/** The columns of `EventCounts` as SQL. */
export const COUNTED: string = [
  ...Object.entries(CONDITIONS).map(([name, holds]) => `sum(case when ${holds} then 1 else 0 end) as \`${name}\``),
  `sum(case when c.is_due = 1 and ${HANDLED} and c.dispatched_at_ms is not null then c.handled_at_ms - c.dispatched_at_ms else 0 end) as \`handlingMs\``,
].join(', ')

/** Merged into another event: that one is counted. */
export const MERGED = `(t.phase = 'merged' or coalesce(t.ending, 'closed') = 'merged')`
/** Stopped before its limit: neither done nor missed. */
const STOPPED = `coalesce(t.ending, 'closed') in ('cancelled', 'not_filed')`

/** Of what has its limit in the month: whether it is 应结案. A verdict that has fallen counts, whatever came after. */
export const COUNTS_AS_DUE = `(t.verdict = 'overdue' or not (${MERGED} or ${STOPPED}))`

/** 按期结案, by the verdict that fell then. */
export const CLOSED_IN_TIME = `t.verdict = 'on_time' and t.closed_at_ms is not null and coalesce(t.ending, 'closed') in ('closed', 'merged')`

/** Takes the month twice: columns that say whether an event was filed in it and whether it is due in it. */
export const FILED_AND_DUE =
  `case when t.filed_month = ? and not ${MERGED} then 1 else 0 end as is_filed,` +
  ` case when t.deadline_month = ? and ${COUNTS_AS_DUE} then 1 else 0 end as is_due`

/** The columns that the conditions look at: no row's whole JSON is read for counting. */
export const COUNTING_COLUMNS = ['channel', 'dispatched_at_ms', 'handled_at_ms', 'closed_at_ms', 'due_at_ms', 'verdict', 'ending', 'rework_count', 'dispatch_count', 'filed_in_time', 'dispatched_in_time']
  .map((name) => `t.${name}`).join(', ')
