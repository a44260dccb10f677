import { daysOfMonth } from './duration.js'
import { fromWallClock } from './wall_clock.js'

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?(?:\[[\w/+-]{1,40}\])?)?$/

/**
 * The instant an ISO-8601 date or date-time says, in epoch milliseconds, or null when it says none. Without offset the zone is
 * Asia/Shanghai; a date alone means its 00:00. A region in brackets after an offset is ignored.
 */
export function parseInstant(text: string): number | null {
  const match = PATTERN.exec(text)
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as number[]
  const millisecond = Math.floor(Number(`0.${match[7] ?? 0}`) * 1000)
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return null
  if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && (minute > 0 || second > 0))) return null
  const local = { year, month, day, hour, minute, second, millisecond }
  const offset = match[8]
  if (offset === undefined) return fromWallClock(local)
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond) - offsetMs(offset)
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0
  const digits = offset.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000
}
