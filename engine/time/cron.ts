import type { CronSchedule } from '#engine/model/timer_definition'
import { daysOfMonth } from './duration.js'
import { fromWallClock, toWallClock, weekdayOf } from './wall_clock.js'

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
/** A schedule without an instant in this many years (30 February) has none. */
const HORIZON_YEARS = 9

/** The schedule of a cron text with five fields, or six with seconds first; null when it is none. */
export function parseCron(text: string): CronSchedule | null {
  const fields = (Object.hasOwn(MACROS, text) ? (MACROS[text] as string) : text).trim().toUpperCase().split(/\s+/)
  if (fields.length !== 5 && fields.length !== 6) return null
  const [second, minute, hour, day, month, weekday] = (fields.length === 5 ? ['0', ...fields] : fields) as [string, string, string, string, string, string]
  const seconds = values(second, 0, 59)
  const minutes = values(minute, 0, 59)
  const hours = values(hour, 0, 23)
  const days = values(day, 1, 31)
  const months = values(month, 1, 12, MONTHS, 1)
  const weekdays = values(weekday, 0, 7, WEEKDAYS, 0)
  if (!seconds || !minutes || !hours || !days || !months || !weekdays) return null
  const isFree = (field: string) => field === '*' || field === '?'
  return {
    seconds,
    minutes,
    hours,
    days,
    months,
    weekdays: [...new Set(weekdays.map((value) => value % 7))].sort((a, b) => a - b),
    eitherDay: !isFree(day) && !isFree(weekday),
  }
}

/** First instant of the schedule after `fromMs` (Asia/Shanghai), or null when there is none in sight. */
export function nextCron(schedule: CronSchedule, fromMs: number): number | null {
  const from = toWallClock(fromMs)
  for (let year = from.year; year <= from.year + HORIZON_YEARS; year++) {
    for (const month of schedule.months) {
      if (year === from.year && month < from.month) continue
      const found = nextInMonth(schedule, year, month, fromMs)
      if (found !== null) return found
    }
  }
  return null
}

function nextInMonth(schedule: CronSchedule, year: number, month: number, fromMs: number): number | null {
  for (let day = 1; day <= daysOfMonth(year, month); day++) {
    const midnight = fromWallClock({ year, month, day, hour: 0, minute: 0, second: 0, millisecond: 0 })
    if (midnight + 86_400_000 <= fromMs || !matchesDay(schedule, day, midnight)) continue
    for (const hour of schedule.hours) {
      for (const minute of schedule.minutes) {
        const atMinute = midnight + (hour * 60 + minute) * 60_000
        if (atMinute + 60_000 <= fromMs) continue
        for (const second of schedule.seconds) {
          if (atMinute + second * 1_000 > fromMs) return atMinute + second * 1_000
        }
      }
    }
  }
  return null
}

function matchesDay(schedule: CronSchedule, day: number, midnight: number): boolean {
  const dayMatches = schedule.days.includes(day)
  const weekdayMatches = schedule.weekdays.includes(weekdayOf(midnight))
  return schedule.eitherDay ? dayMatches || weekdayMatches : dayMatches && weekdayMatches
}

function values(field: string, low: number, high: number, names: readonly string[] = [], firstName = 0): number[] | null {
  if (field === '?') return range(low, high, 1)
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const match = /^(\*|[A-Z0-9]+)(?:-([A-Z0-9]+))?(?:\/(\d{1,3}))?$/.exec(part)
    if (match === null) return null
    const step = match[3] === undefined ? 1 : Number(match[3])
    const from = match[1] === '*' ? low : number(match[1] as string, names, firstName)
    const openEnd = match[1] === '*' || match[3] !== undefined ? high : from
    const to = match[2] === undefined ? openEnd : number(match[2], names, firstName)
    if (step < 1 || from === null || to === null || from < low || to > high || from > to) return null
    for (const value of range(from, to, step)) found.add(value)
  }
  return [...found].sort((a, b) => a - b)
}

function number(text: string, names: readonly string[], firstName: number): number | null {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  const position = names.indexOf(text)
  return position < 0 ? null : position + firstName
}

function range(from: number, to: number, step: number): number[] {
  const found: number[] = []
  for (let value = from; value <= to; value += step) found.push(value)
  return found
}
