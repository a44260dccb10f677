import type { EventCounts } from '#processes/foundation/events/rate_events'

const PUBLIC = `t.channel in ('hotline', 'snapshot', 'petition')`
const HANDLED = 't.handled_at_ms is not null'
/** 结案, alone or with the event it was merged into; rows of before have no ending. */
const CLOSED = `(t.closed_at_ms is not null and coalesce(t.ending, 'closed') in ('closed', 'merged'))`

/** Merged into another event: that one is counted. */
const MERGED = `(t.phase = 'merged' or coalesce(t.ending, 'closed') = 'merged')`
/** Stopped before its limit: neither done nor missed. */
const STOPPED = `coalesce(t.ending, 'closed') in ('cancelled', 'not_filed')`

/** Of what was filed in the month: whether it is counted. */
export const COUNTS_AS_FILED = `not ${MERGED}`

/** Of what has its limit in the month: whether it is 应结案. A verdict that has fallen counts, whatever came after. */
export const COUNTS_AS_DUE = `(t.verdict = 'overdue' or not (${MERGED} or ${STOPPED}))`

/** 按期结案, by the verdict that fell then. */
export const CLOSED_IN_TIME = `${CLOSED} and t.verdict = 'on_time'`

/** What is counted, by the name of the count: over what counts as filed in the month, and over what counts as due in it. The indexes of the two months hold every column. */
const FILED: Partial<Record<keyof EventCounts, string>> = {
  filed: '1 = 1',
  filedInTime: 't.filed_in_time = 1',
  filedRated: 't.filed_in_time is not null',
  filedOfPublic: PUBLIC,
  dispatched: 't.dispatched_at_ms is not null',
  dispatchedInTime: 't.dispatched_in_time = 1',
  dispatchedRated: 't.dispatched_in_time is not null',
  dispatchedOnce: 't.dispatch_count = 1',
}

const DUE: Partial<Record<keyof EventCounts, string>> = {
  due: '1 = 1',
  closed: CLOSED,
  closedInTime: CLOSED_IN_TIME,
  handled: HANDLED,
  handledInTime: `${HANDLED} and t.handled_at_ms <= t.due_at_ms`,
  handledOnce: `(${HANDLED} or t.rework_count > 0)`,
  reworked: 't.rework_count > 0',
  overdueOpen: `t.verdict = 'overdue' and t.handled_at_ms is null and t.closed_at_ms is null`,
}

const summed = (conditions: Partial<Record<keyof EventCounts, string>>): string =>
  Object.entries(conditions).map(([name, holds]) => `sum(case when ${holds} then 1 else 0 end) as \`${name}\``).join(', ')

const HANDLING = `sum(case when ${HANDLED} and t.dispatched_at_ms is not null then t.handled_at_ms - t.dispatched_at_ms else 0 end) as \`handlingMs\``

/** The two halves of a month's `EventCounts`: the column its rows are found by, which of them count, and the counts as SQL. */
export const HALVES = [
  { month: 't.filed_month', counts: COUNTS_AS_FILED, sums: summed(FILED), names: Object.keys(FILED) as (keyof EventCounts)[] },
  { month: 't.deadline_month', counts: COUNTS_AS_DUE, sums: `${summed(DUE)}, ${HANDLING}`, names: [...Object.keys(DUE), 'handlingMs'] as (keyof EventCounts)[] },
] as const
