/** China Standard Time: fixed at +08:00 since 1991, without summer time. */
const OFFSET_MS = 8 * 3_600_000

/** A local date and time in the zone Asia/Shanghai; month from 1, weekday 0 = Sunday. */
export interface WallClock {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
}

/** What the clock on the wall of the county hall shows at an instant. */
export function toWallClock(atMs: number): WallClock {
  const local = new Date(atMs + OFFSET_MS)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
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
