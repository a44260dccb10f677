import type { CountyCalendar } from '../calendar/create_calendar.js'
import { dateText, dayNumber } from '../calendar/local_time.js'
import { unitCalendar } from '../calendar/unit_calendar.js'
import { endClock, extendClock, recomputeClock, resumeClock, startClock, stopClock, type LegalClock } from '../clocks/legal_clock.js'
import type { EventLimit, EventRow } from './event_rows.js'
import { numberOf, textOf, type EventStep } from './event_step.js'

/** 立案: the clock begins, on the strictest limit of all reports. */
export function beginEventClock(on: EventStep, row: EventRow): EventRow {
  if (row.filedAtMs !== null) return row
  const filedAtMs = on.step.nowMs
  return withClock({ ...row, filedAtMs, filedMonth: countedMonth(row, filedAtMs) }, strictest(on, row, row.limits, (limit) => startClock(limit, beganAt(filedAtMs, limit), '立案', calendarOf(on, row))))
}

/** 挂账: the clock stands still until the event is taken up again. */
export function stopEventClock(on: EventStep, row: EventRow): EventRow {
  // a limit that has passed is not taken back by standing still, whether its verdict was written already or falls here
  const now = passEventClock(row, on.step.nowMs) ?? row
  if (now.clock === null || now.clock.verdict !== null) return now
  const ground = { atMs: on.step.nowMs, reason: `挂账：${textOf(on.data.holdReason)}`, evidence: null, approver: approverOf(on) }
  return withClock(now, stopClock(now.clock, ground, calendarOf(on, row)))
}

export function resumeEventClock(on: EventStep, row: EventRow): EventRow {
  return row.clock === null ? row : withClock(row, resumeClock(row.clock, on.step.nowMs, '恢复办理', calendarOf(on, row)))
}

/** 延期, in hours of the limit's own kind; a limit in days is extended by days of 8 or 24 hours. */
export function extendEventClock(on: EventStep, row: EventRow): EventRow {
  const hours = numberOf(on.data[on.declaration.clock.extensionVariable])
  if (row.clock === null || hours === null) return row
  const perUnit = row.clock.limit?.unit === 'days' ? 24 : row.clock.limit?.unit === 'workingDays' ? 8 : 1
  const ground = { atMs: on.step.nowMs, reason: textOf(on.data.extensionReason), evidence: null, approver: approverOf(on) }
  return withClock(row, extendClock(row.clock, Math.ceil(hours / perUnit), ground, calendarOf(on, row)))
}

/** 结案: the verdict is written; one that fell before stays. */
export function endEventClock(on: EventStep, row: EventRow): EventRow {
  return row.clock === null ? row : withClock(row, endClock(row.clock, on.step.nowMs, row.statusText))
}

/** The limit has passed: the verdict falls now, whatever happens later. Null when it has not, or has fallen before. */
export function passEventClock(row: EventRow, nowMs: number): EventRow | null {
  const { clock } = row
  if (clock === null || clock.verdict !== null || clock.dueAtMs === null || nowMs <= clock.dueAtMs) return null
  return withClock({ ...row, overdueAtMs: clock.dueAtMs }, { ...clock, verdict: 'overdue' })
}

export function recountEventClock(on: EventStep, row: EventRow): EventRow {
  return row.clock === null ? row : withClock(row, recomputeClock(row.clock, calendarOf(on, row)))
}

/** The clock by other limits than before, each counted from where it began. */
export function relimitEventClock(on: EventStep, row: EventRow, limits: readonly EventLimit[]): EventRow {
  const { clock } = row
  const next = { ...row, limits }
  if (clock === null || clock.verdict !== null) return next
  const since = (limit: EventLimit) =>
    row.filedAtMs === null ? clock.segments : clock.segments.map((segment, index) => (index === 0 ? { ...segment, startMs: beganAt(row.filedAtMs!, limit) } : segment))
  return withClock(next, strictest(on, row, limits, (limit) => recomputeClock({ ...clock, limit, segments: since(limit) }, calendarOf(on, row))))
}

/** A report filed before it was merged brings the instant its limit has run from. */
const beganAt = (filedAtMs: number, { sinceMs = filedAtMs }: EventLimit): number => Math.min(filedAtMs, sinceMs)

/** Earliest due of the clocks that the limits make; of clocks that stand still the shortest limit. */
function strictest(on: EventStep, row: EventRow, limits: readonly EventLimit[], make: (limit: EventLimit) => LegalClock): LegalClock | null {
  const dueOf = ({ limit, dueAtMs }: LegalClock) => dueAtMs ?? (limit === undefined ? Infinity : (startClock(limit, on.step.nowMs, '', calendarOf(on, row)).dueAtMs ?? Infinity))
  return limits.map(make).reduce<LegalClock | null>((best, one) => (best === null || dueOf(one) < dueOf(best) ? one : best), null)
}

/** The limit of a unit runs inside that unit's own office hours; where none above it has any, inside those of `event.json`. */
const calendarOf = (on: EventStep, { unit }: EventRow): CountyCalendar =>
  unit === null ? on.calendar : unitCalendar(on.calendar, on.county.directory, unit)

/** 演练 is in no month's 考核. */
const countedMonth = ({ drill }: EventRow, atMs: number): string | null => (drill === true ? null : monthOf(atMs))

/** `2026-11`. */
export const monthOf = (atMs: number): string => dateText(dayNumber(atMs)).slice(0, 7)

/** A row with its clock and the columns that follow from it. */
export function withClock(row: EventRow, clock: LegalClock | null): EventRow {
  const dueAtMs = clock?.dueAtMs ?? null
  const overdueAtMs = row.overdueAtMs ?? (clock?.verdict === 'overdue' ? (clock.missedAtMs ?? dueAtMs) : null)
  return { ...row, clock, dueAtMs, amberAtMs: clock?.amberAtMs ?? null, verdict: clock?.verdict ?? null, overdueAtMs, deadlineMonth: dueAtMs === null ? null : countedMonth(row, dueAtMs) }
}

const approverOf = ({ step }: EventStep): string | null => (step.actor.kind === 'user' ? step.actor.id : null)
