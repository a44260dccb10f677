import { FeelDate, FeelDateTime, FeelDuration, FeelTime, duration, parseDate, parseDateTime, parseTime } from 'feelin'

/** Any point in time of FEEL. */
export type Temporal = FeelDate | FeelTime | FeelDateTime

/**
 * The zone of every value written without one. China has had a single offset since 1991, and an offset, unlike a zone's
 * name, keeps the ISO text readable for every other program.
 */
export const LOCAL_OFFSET = '+08:00'
const LOCAL_OFFSET_MS = 8 * 3_600_000

const EPOCH_DATE = mustParse(parseDate('1970-01-01')).unwrap()
const EPOCH = EPOCH_DATE.toPlainDateTime()
const MIDNIGHT = mustParse(parseTime('00:00:00')).unwrap()
const FIXED_OFFSET = /^([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/

function mustParse<T>(parsed: T | null): T {
  if (parsed === null) throw new Error('Expected a literal of this file to parse')
  return parsed
}

/** The FEEL value a text stands for, or null; the parsers throw on years before zero. */
export function parseTemporal(kind: 'date' | 'time' | 'date time' | 'duration', text: string): Temporal | FeelDuration | null {
  if (text.length > 100) return null
  try {
    switch (kind) {
      case 'date':
        return parseDate(text)
      case 'time':
        return parseTime(text)
      case 'date time':
        return parseDateTime(text)
      case 'duration':
        return duration(text)
    }
  } catch {
    return null
  }
}

/** `now()`: the wall clock of Asia/Shanghai with its offset. */
export function nowAt(nowMs: number): FeelDateTime {
  const wall = new Date(nowMs + LOCAL_OFFSET_MS).toISOString().slice(0, -1)
  return mustParse(parseDateTime(wall + LOCAL_OFFSET))
}

/** `today()`: the date in Asia/Shanghai. */
export function todayAt(nowMs: number): FeelDate {
  return dateOf(nowAt(nowMs))
}

export function isTemporal(value: unknown): value is Temporal {
  return value instanceof FeelDate || value instanceof FeelTime || value instanceof FeelDateTime
}

/** A number that orders values of one temporal type: epoch milliseconds, or the length of a duration. */
export function temporalOrder(value: Temporal | FeelDuration): number {
  if (value instanceof FeelDuration) return value.unwrap().total({ unit: 'millisecond', relativeTo: EPOCH_DATE })
  if (value instanceof FeelDate) return utcMs(value)
  const zone = value.zone ?? LOCAL_OFFSET
  const offsetMs = fixedOffsetMs(zone)
  if (offsetMs !== null) return utcMs(value) - offsetMs
  return wallOf(value).toZonedDateTime(zone).epochMilliseconds
}

/** A wall clock read as UTC. */
function utcMs(value: Temporal): number {
  const { year, month, day, hour, minute, second, millisecond } = wallOf(value)
  const ms = Date.UTC(2000, month - 1, day, hour, minute, second, millisecond)
  return year === 2000 ? ms : new Date(ms).setUTCFullYear(year, month - 1, day)
}

/** A fixed offset in milliseconds; null for a named zone. */
function fixedOffsetMs(zone: string): number | null {
  if (zone === LOCAL_OFFSET) return LOCAL_OFFSET_MS
  if (zone === 'UTC') return 0
  const match = FIXED_OFFSET.exec(zone)
  if (match === null) return null
  const ms = (Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)) * 1000
  return match[1] === '-' ? -ms : ms
}

/** Whether two durations are equal: long ones by the month, others by the second (as feelin does). */
export function durationsEqual(a: FeelDuration, b: FeelDuration): boolean {
  const total = (d: FeelDuration, unit: 'day' | 'month' | 'second') => d.unwrap().total({ unit, relativeTo: EPOCH_DATE })
  const unit = Math.abs(total(a, 'day')) > 180 ? 'month' : 'second'
  return Math.trunc(total(a, unit) - total(b, unit)) === 0
}

/** A point in time moved by a duration, backwards when `sign` is -1; null when it leaves the calendar. */
export function shift(temporal: Temporal, by: FeelDuration, sign: 1 | -1): Temporal | null {
  const step = sign < 0 ? by.unwrap().negated() : by.unwrap()
  try {
    if (temporal instanceof FeelTime) return new FeelTime(temporal.unwrap().add(step), temporal.zone)
    if (temporal instanceof FeelDateTime) return shiftDateTime(temporal, step)
    if (hasTimePart(by)) return new FeelDateTime(temporal.unwrap().toPlainDateTime().add(step), LOCAL_OFFSET)
    return new FeelDate(temporal.unwrap().add(step))
  } catch {
    return null
  }
}

/** A named zone may change its offset on the way, so the shift goes through the zone. */
function shiftDateTime(temporal: FeelDateTime, step: ReturnType<FeelDuration['unwrap']>): FeelDateTime {
  const { zone } = temporal
  const wall = temporal.unwrap()
  if (zone === null || fixedOffsetMs(zone) !== null) return new FeelDateTime(wall.add(step), zone)
  return new FeelDateTime(wall.toZonedDateTime(zone).add(step).toPlainDateTime(), zone)
}

function hasTimePart(value: FeelDuration): boolean {
  const { hours, minutes, seconds, milliseconds } = value.unwrap()
  return hours !== 0 || minutes !== 0 || seconds !== 0 || milliseconds !== 0
}

/** The days-and-time duration from `b` to `a`; instants where the zones differ, else wall clocks. */
export function between(a: Temporal, b: Temporal): FeelDuration | null {
  if (a instanceof FeelTime && b instanceof FeelTime && zoneOf(a) === zoneOf(b)) {
    return new FeelDuration(a.unwrap().since(b.unwrap()))
  }
  if (a instanceof FeelTime !== b instanceof FeelTime) return null
  if (zoneOf(a) !== zoneOf(b)) return durationOfMs(temporalOrder(atMidnight(a)) - temporalOrder(atMidnight(b)))
  return new FeelDuration(wallOf(a).since(wallOf(b), { largestUnit: 'day' }))
}

function zoneOf(value: Temporal): string {
  return value instanceof FeelDate ? LOCAL_OFFSET : (value.zone ?? LOCAL_OFFSET)
}

function wallOf(value: Temporal) {
  if (value instanceof FeelDate) return value.unwrap().toPlainDateTime()
  if (value instanceof FeelTime) return EPOCH_DATE.toPlainDateTime(value.unwrap())
  return value.unwrap()
}

function atMidnight(value: Temporal): FeelTime | FeelDateTime {
  return value instanceof FeelDate ? dateTimeOf(value) : value
}

export function durationOfMs(ms: number): FeelDuration | null {
  return duration(Math.trunc(ms))
}

/** The sum (or difference) of two durations of one kind; null for a mixed pair. */
export function addDurations(a: FeelDuration, b: FeelDuration, sign: 1 | -1): FeelDuration | null {
  if (a.yearsMonths !== b.yearsMonths) return null
  const other = sign < 0 ? b.unwrap().negated() : b.unwrap()
  try {
    if (!a.yearsMonths) return new FeelDuration(a.unwrap().add(other), false)
    return new FeelDuration(EPOCH.add(a.unwrap()).add(other).since(EPOCH, { largestUnit: 'year' }), true)
  } catch {
    return null
  }
}

export function negated(value: FeelDuration): FeelDuration {
  return new FeelDuration(value.unwrap().negated(), value.yearsMonths)
}

/** The date part of a date and time. */
export function dateOf(value: FeelDateTime): FeelDate {
  return new FeelDate(value.unwrap().toPlainDate())
}

/** The time part of a date and time, with its zone; midnight for a date. */
export function timeOf(value: FeelDateTime | FeelDate): FeelTime {
  if (value instanceof FeelDate) return new FeelTime(MIDNIGHT, LOCAL_OFFSET)
  return new FeelTime(value.unwrap().toPlainTime(), value.zone)
}

/** A date as the date and time of its first moment, without a zone. */
export function dateTimeOf(value: FeelDate): FeelDateTime {
  return new FeelDateTime(value.unwrap().toPlainDateTime(), null)
}

/** The date of one value with the time and zone of another. */
export function combine(date: FeelDate | FeelDateTime, time: FeelTime): FeelDateTime {
  const day = date instanceof FeelDate ? date.unwrap() : date.unwrap().toPlainDate()
  return new FeelDateTime(day.toPlainDateTime(time.unwrap()), time.zone)
}

/** Whole months from one date to another; days left over do not count. */
export function monthsBetween(from: FeelDate, to: FeelDate): FeelDuration {
  return new FeelDuration(from.unwrap().until(to.unwrap(), { largestUnit: 'month' }).with({ days: 0 }), true)
}

/** The fixed zone an offset duration stands for (`+05:30`, `+05:30:15`), or null beyond a day. */
export function zoneOfOffset(offset: FeelDuration): string | null {
  const total = Math.trunc(temporalOrder(offset) / 1000)
  const abs = Math.abs(total)
  if (abs >= 86_400) return null
  const two = (n: number) => String(n).padStart(2, '0')
  const base = `${total < 0 ? '-' : '+'}${two(Math.floor(abs / 3600))}:${two(Math.floor((abs % 3600) / 60))}`
  return abs % 60 === 0 ? base : `${base}:${two(abs % 60)}`
}

/** Whether two zones are the same one: by offset where both are fixed, else by name. */
export function sameZone(a: Temporal, b: Temporal): boolean {
  const left = a instanceof FeelDate ? null : a.zone
  const right = b instanceof FeelDate ? null : b.zone
  if (left === null || right === null || left === right) return left === right
  const offset = fixedOffsetMs(left)
  return offset !== null && offset === fixedOffsetMs(right)
}
