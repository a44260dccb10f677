import type { CountyCalendar, DueInstant } from '../calendar/create_calendar.js'
import { DAY_MS, HOUR_MS, dayNumber, endOfDayMs } from '../calendar/local_time.js'
import type { LimitUnit } from './limit.js'

/** How a unit of limits is counted over the calendar. */
export interface TimeCount {
  /**
   * Units that a running stretch has used up. Stretches never share any: a day is used by the stretch that holds its 00:00, so that the day a
   * clock begins or goes on does not count and the day it stops does.
   */
  between(startMs: number, endMs: number, calendar: CountyCalendar): number
  /** When so many units more have been used up. */
  after(startMs: number, amount: number, calendar: CountyCalendar): DueInstant
}

const COUNTS: Readonly<Record<LimitUnit, TimeCount>> = {
  workingDays: {
    between: (startMs, endMs, calendar) => calendar.workingDaysBetween(startMs, endMs),
    after: (startMs, amount, calendar) => calendar.endOfWorkingDay(startMs, amount),
  },
  workingHours: {
    between: (startMs, endMs, calendar) => calendar.workingMsBetween(startMs, endMs) / HOUR_MS,
    after: (startMs, amount, calendar) => calendar.afterWorkingHours(startMs, amount),
  },
  hours: {
    between: (startMs, endMs) => (endMs - startMs) / HOUR_MS,
    after: (startMs, amount) => ({ atMs: Math.round(startMs + amount * HOUR_MS), provisional: false }),
  },
  days: {
    between: (startMs, endMs) => dayNumber(endMs) - dayNumber(startMs),
    after: (startMs, amount, calendar) => calendar.endOfWorkingDay(endOfDayMs(startMs + Math.ceil(amount) * DAY_MS), 0),
  },
}

export const countOf = (unit: LimitUnit): TimeCount => COUNTS[unit]
