/** China Standard Time: fixed at +08:00 since 1991, without summer time. */
const OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000
/** Days of a 400-year cycle of the Gregorian calendar, and from 0000-03-01 to 1970-01-01. */
const CYCLE_DAYS = 146_097
const EPOCH_DAYS = 719_468

/** A local date and time in the zone Asia/Shanghai; month from 1. */
export interface WallClock {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
}

/**
 * What the clock on the wall of the county hall shows at an instant. By arithmetic (Hinnant, "chrono-compatible low-level date
 * algorithms", civil_from_days), since it is asked for at every task.
 */
export function toWallClock(atMs: number): WallClock {
  const localMs = atMs + OFFSET_MS
  const days = Math.floor(localMs / DAY_MS)
  const inDay = localMs - days * DAY_MS
  const shifted = days + EPOCH_DAYS
  const cycle = Math.floor(shifted / CYCLE_DAYS)
  const dayOfCycle = shifted - cycle * CYCLE_DAYS
  const yearOfCycle = Math.floor((dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) / 365)
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return {
    year: yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
    hour: Math.floor(inDay / 3_600_000),
    minute: Math.floor(inDay / 60_000) % 60,
    second: Math.floor(inDay / 1_000) % 60,
    millisecond: inDay % 1_000,
  }
}

/** The instant at which the wall clock shows this. */
export function fromWallClock(wall: WallClock): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second, wall.millisecond) - OFFSET_MS
}

/** Day of the week at an instant, 0 = Sunday. */
export function weekdayOf(atMs: number): number {
  return new Date(atMs + OFFSET_MS).getUTCDay()
}

/** The instant as ISO-8601 text with the zone's offset: `2026-03-02T09:00:00.000+08:00`. */
export function isoText(atMs: number): string {
  const { year, month, day, hour, minute, second, millisecond } = toWallClock(atMs)
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.${millisecond < 100 ? `0${two(millisecond)}` : millisecond}+08:00`
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value))
