import type { CountyCalendar } from '../calendar/create_calendar.js'
import { countOf } from './count_time.js'
import { usualWarning, type Limit } from './limit.js'

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

/** 延期: what was added to the limit, in the limit's own unit. */
export interface ClockExtension {
  amount: number
  atMs: number
  reason: string
  evidence: string | null
  approver: string | null
}

/** 法定, 承诺 or 环节 limit: counted from segments, never a date that somebody edits. JSON, kept in the row it belongs to. */
export interface LegalClock {
  /** Absent in rows of 0.2.0, which have `workingDays`; read by `limitOf`. */
  limit?: Limit
  workingDays?: number
  segments: readonly ClockSegment[]
  /** Absent = never extended. */
  extensions?: readonly ClockExtension[]
  /** Last instant of the limit, null while the clock stands still. */
  dueAtMs: number | null
  /** From here on little is left. */
  amberAtMs: number | null
  /** 暂定: counted through a year without its notice. */
  provisional: boolean
  /** The limit had passed when the clock was stopped: no stop and no calendar takes that back. */
  missedAtMs?: number
  /** Written when the clock ends, and never computed again. */
  verdict: 'on_time' | 'overdue' | null
}

/** On what paper and by whom a clock is stopped or extended. */
export interface ClockGround {
  atMs: number
  reason: string
  evidence: string | null
  approver: string | null
}

/** The limit as it was given, without extensions. */
export function limitOf(clock: LegalClock): Limit {
  return clock.limit ?? { amount: clock.workingDays ?? 0, unit: 'workingDays' }
}

/** The limit with its extensions. */
export function grantedAmount(clock: LegalClock): number {
  return (clock.extensions ?? []).reduce((sum, { amount }) => sum + amount, limitOf(clock).amount)
}

/** Begins a clock at an instant; of limits in days the day itself does not count. */
export function startClock(limit: Limit, startMs: number, reason: string, calendar: CountyCalendar): LegalClock {
  return withDueDate({ limit, segments: [openSegment(startMs, reason)], dueAtMs: null, amberAtMs: null, provisional: false, verdict: null }, calendar)
}

/** Stops a running clock (补正 or 特别程序, where the item allows it); a clock that stands still stays as it is. */
export function stopClock(clock: LegalClock, ground: ClockGround, calendar: CountyCalendar): LegalClock {
  if (!isRunning(clock)) return clock
  const { dueAtMs } = clock
  const missed = dueAtMs !== null && ground.atMs > dueAtMs ? { missedAtMs: dueAtMs } : {}
  return withDueDate({ ...clock, ...missed, segments: closeLast(clock.segments, ground) }, calendar)
}

/** Goes on with what is left of a stopped clock. */
export function resumeClock(clock: LegalClock, atMs: number, reason: string, calendar: CountyCalendar): LegalClock {
  if (isRunning(clock) || clock.verdict !== null) return clock
  return withDueDate({ ...clock, segments: [...clock.segments, openSegment(atMs, reason)] }, calendar)
}

/** Adds to the limit (延期). A limit that has passed already, or has its verdict, is not saved by it. */
export function extendClock(clock: LegalClock, amount: number, ground: ClockGround, calendar: CountyCalendar): LegalClock {
  const { atMs, reason, evidence, approver } = ground
  if (clock.verdict !== null || hasPassed(clock, atMs)) return clock
  return withDueDate({ ...clock, extensions: [...(clock.extensions ?? []), { amount, atMs, reason, evidence, approver }] }, calendar)
}

/** Ends a clock and writes its verdict; a clock that has one keeps it, whatever the calendar says later. */
export function endClock(clock: LegalClock, atMs: number, reason: string): LegalClock {
  if (clock.verdict !== null) return clock
  const segments = isRunning(clock) ? closeLast(clock.segments, { atMs, reason, evidence: null, approver: null }) : clock.segments
  return { ...clock, segments, verdict: hasPassed(clock, atMs) ? 'overdue' : 'on_time' }
}

/** The due date by another calendar, e.g. when a year's notice has arrived; an ended clock is left alone. */
export function recomputeClock(clock: LegalClock, calendar: CountyCalendar): LegalClock {
  return clock.verdict === null ? withDueDate(clock, calendar) : clock
}

/** Whether the clock runs at all: begun, not stopped, not ended. */
export function isRunning(clock: LegalClock): boolean {
  return clock.segments.at(-1)?.endMs === null
}

/** Whether the limit has passed at an instant. */
export function hasPassed(clock: LegalClock, atMs: number): boolean {
  return clock.missedAtMs !== undefined || (clock.dueAtMs !== null && atMs > clock.dueAtMs)
}

function withDueDate(clock: LegalClock, calendar: CountyCalendar): LegalClock {
  const open = clock.segments.at(-1)
  if (open === undefined || open.endMs !== null) return { ...clock, dueAtMs: null, amberAtMs: null, provisional: false }
  if (clock.missedAtMs !== undefined) return { ...clock, dueAtMs: clock.missedAtMs, amberAtMs: clock.missedAtMs, provisional: false }
  const limit = limitOf(clock)
  const count = countOf(limit.unit)
  const used = clock.segments.reduce((sum, { startMs, endMs }) => (endMs === null ? sum : sum + count.between(startMs, endMs, calendar)), 0)
  const left = Math.max(0, grantedAmount(clock) - used)
  const due = count.after(open.startMs, left, calendar)
  const amber = count.after(open.startMs, Math.max(0, left - (limit.warning ?? usualWarning(limit))), calendar)
  return { ...clock, dueAtMs: due.atMs, amberAtMs: Math.min(amber.atMs, due.atMs), provisional: due.provisional }
}

const openSegment = (startMs: number, startReason: string): ClockSegment => ({ startMs, endMs: null, startReason, endReason: null, evidence: null, approver: null })

function closeLast(segments: readonly ClockSegment[], { atMs, reason, evidence, approver }: ClockGround): ClockSegment[] {
  return segments.map((segment, index) => (index === segments.length - 1 ? { ...segment, endMs: atMs, endReason: reason, evidence, approver } : segment))
}
