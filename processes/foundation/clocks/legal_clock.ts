import type { CountyCalendar } from '../calendar/create_calendar.js'

/** One running stretch of a clock. An open stretch has no end; a closed one says why it ended and on what paper. */
export interface ClockSegment {
  startMs: number
  endMs: number | null
  startReason: string
  endReason: string | null
  /** 文书编号 or 依据 of the stop, and who allowed it; null for the stretch that the end of the case closes. */
  evidence: string | null
  approver: string | null
}

/** 法定, 承诺 or 环节 limit: counted from segments, never a date that somebody edits. JSON, kept in the case's row. */
export interface LegalClock {
  workingDays: number
  segments: readonly ClockSegment[]
  /** Last instant of the last day, null while the clock stands still. */
  dueAtMs: number | null
  /** From here on few days are left. */
  amberAtMs: number | null
  /** 暂定: counted through a year without its notice. */
  provisional: boolean
  /** Written when the clock ends, and never computed again. */
  verdict: 'on_time' | 'overdue' | null
}

/** Begins a clock of so many working days at an instant; the day itself does not count. */
export function startClock(workingDays: number, startMs: number, reason: string, calendar: CountyCalendar): LegalClock {
  const segment = { startMs, endMs: null, startReason: reason, endReason: null, evidence: null, approver: null }
  return withDueDate({ workingDays, segments: [segment], dueAtMs: null, amberAtMs: null, provisional: false, verdict: null }, calendar)
}

/** Stops a running clock (补正 or 特别程序, where the item allows it); a clock that stands still stays as it is. */
export function stopClock(
  clock: LegalClock,
  stop: { atMs: number; reason: string; evidence: string; approver: string },
  calendar: CountyCalendar,
): LegalClock {
  if (!isRunning(clock)) return clock
  return withDueDate({ ...clock, segments: closeLast(clock.segments, stop.atMs, stop.reason, stop.evidence, stop.approver) }, calendar)
}

/** Goes on with what is left of a stopped clock. */
export function resumeClock(clock: LegalClock, atMs: number, reason: string, calendar: CountyCalendar): LegalClock {
  if (isRunning(clock) || clock.verdict !== null) return clock
  const segment = { startMs: atMs, endMs: null, startReason: reason, endReason: null, evidence: null, approver: null }
  return withDueDate({ ...clock, segments: [...clock.segments, segment] }, calendar)
}

/** Ends a clock and writes its verdict; a clock that has one keeps it, whatever the calendar says later. */
export function endClock(clock: LegalClock, atMs: number, reason: string): LegalClock {
  if (clock.verdict !== null) return clock
  const overdue = clock.dueAtMs !== null && atMs > clock.dueAtMs
  const segments = isRunning(clock) ? closeLast(clock.segments, atMs, reason, null, null) : clock.segments
  return { ...clock, segments, verdict: overdue ? 'overdue' : 'on_time' }
}

/** The due date by another calendar, e.g. when a year's notice has arrived; an ended clock is left alone. */
export function recomputeClock(clock: LegalClock, calendar: CountyCalendar): LegalClock {
  return clock.verdict === null ? withDueDate(clock, calendar) : clock
}

/**
 * How many days before the due day the light turns amber: a fifth of the limit, at least one day. Thresholds are local; this is the
 * county's default.
 */
export function amberDays(workingDays: number): number {
  return Math.max(1, Math.ceil(workingDays * 0.2))
}

function withDueDate(clock: LegalClock, calendar: CountyCalendar): LegalClock {
  const open = clock.segments.at(-1)
  if (open === undefined || open.endMs !== null) return { ...clock, dueAtMs: null, amberAtMs: null, provisional: false }
  const used = clock.segments.slice(0, -1).reduce((sum, segment) => sum + usedDays(segment, calendar), 0)
  const left = Math.max(0, clock.workingDays - used)
  const due = calendar.endOfWorkingDay(open.startMs, left)
  const amber = calendar.endOfWorkingDay(open.startMs, Math.max(0, left - amberDays(clock.workingDays)))
  return { ...clock, dueAtMs: due.atMs, amberAtMs: Math.min(amber.atMs, due.atMs), provisional: due.provisional }
}

/** Working days a closed stretch has used up: the day it began does not count, the day it ended does. */
function usedDays(segment: ClockSegment, calendar: CountyCalendar): number {
  return segment.endMs === null ? 0 : calendar.workingDaysBetween(segment.startMs, segment.endMs)
}

function isRunning(clock: LegalClock): boolean {
  return clock.segments.at(-1)?.endMs === null
}

function closeLast(
  segments: readonly ClockSegment[],
  endMs: number,
  endReason: string,
  evidence: string | null,
  approver: string | null,
): ClockSegment[] {
  return segments.map((segment, index) => (index === segments.length - 1 ? { ...segment, endMs, endReason, evidence, approver } : segment))
}
