import type { Duration } from '#engine/model/timer_definition'
import { fromWallClock, toWallClock } from './wall_clock.js'

const PATTERN = /^(-)?P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?(T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:[.,]\d{1,9})?)S)?)?$/

/** The duration an ISO-8601 text says (`P1DT2H`, `PT0.5S`, `P2W`), or null when it says none. ISO 8601-1:2019, 5.5.2. */
export function parseDuration(text: string): Duration | null {
  const match = PATTERN.exec(text)
  if (match === null || match[6] === 'T') return null
  const [, sign, years, months, weeks, days, , hours, minutes, seconds] = match
  if (![years, months, weeks, days, hours, minutes, seconds].some((part) => part !== undefined)) return null
  return {
    years: Number(years ?? 0),
    months: Number(months ?? 0),
    days: Number(weeks ?? 0) * 7 + Number(days ?? 0),
    hours: Number(hours ?? 0),
    minutes: Number(minutes ?? 0),
    seconds: Number((seconds ?? '0').replace(',', '.')),
    negative: sign === '-',
  }
}

/** `fromMs` plus the duration: years and months by the calendar (31 January + P1M = 28 or 29 February), the rest by the clock. */
export function addDuration(fromMs: number, duration: Duration, times = 1): number {
  const sign = (duration.negative ? -1 : 1) * times
  const months = (duration.years * 12 + duration.months) * sign
  const clock = ((duration.days * 24 + duration.hours) * 60 + duration.minutes) * 60_000 + duration.seconds * 1_000
  return addMonths(fromMs, months) + Math.round(clock * sign)
}

/** Whether the duration moves the clock forward at all. */
export function isPositive(duration: Duration): boolean {
  return !duration.negative && addDuration(0, duration) > 0
}

function addMonths(fromMs: number, months: number): number {
  if (months === 0) return fromMs
  const wall = toWallClock(fromMs)
  const total = wall.year * 12 + (wall.month - 1) + months
  const year = Math.floor(total / 12)
  const month = (total % 12 + 12) % 12 + 1
  return fromWallClock({ ...wall, year, month, day: Math.min(wall.day, daysOfMonth(year, month)) })
}

/** Days of a month (1–12) in the Gregorian calendar. */
export function daysOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
