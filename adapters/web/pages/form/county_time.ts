export type Subtype = 'date' | 'time' | 'datetime'
export type TimeFormat = 'utc_offset' | 'utc_normalized' | 'no_timezone'

/** What stands in a date input (`2026-11-22`) and a time input (`09:30`); empty where nothing does. */
export interface DateAndTime {
  date: string
  time: string
}

const COUNTY_OFFSET_MINUTES = 8 * 60
const MINUTE_MS = 60_000

/** Instants are shown in county time (+08:00) wherever the browser stands; what carries no zone is county time already. */
export function parseCountyText(value: unknown, subtype: Subtype): DateAndTime {
  if (typeof value !== 'string' || value === '') return { date: '', time: '' }
  if (subtype === 'date') return { date: value.slice(0, 10), time: '' }
  if (subtype === 'time') return { date: '', time: countyClock(value) }
  const [date = '', clock = ''] = value.split('T')
  if (!/(?:Z|[+-]\d{2}:\d{2})$/.test(clock)) return { date, time: clock.slice(0, 5) }
  const instant = Date.parse(value)
  if (Number.isNaN(instant)) return { date: '', time: '' }
  const shifted = new Date(instant + COUNTY_OFFSET_MINUTES * MINUTE_MS).toISOString()
  return { date: shifted.slice(0, 10), time: shifted.slice(11, 16) }
}

/** The value form-js would store for these inputs; null while a part is missing. */
export function countyText({ date, time }: DateAndTime, subtype: Subtype, format: TimeFormat = 'utc_offset'): string | null {
  if (subtype === 'date') return date || null
  if (!time || (subtype === 'datetime' && !date)) return null
  const day = subtype === 'datetime' ? `${date}T` : ''
  if (format === 'no_timezone') return `${day}${time}`
  if (format === 'utc_offset') return `${day}${time}+08:00`
  if (subtype === 'time') return `${shiftClock(time, -COUNTY_OFFSET_MINUTES)}Z`
  return `${new Date(Date.parse(`${date}T${time}:00+08:00`)).toISOString().slice(0, 16)}Z`
}

/** `09:30+08:00`, `01:30Z` and `09:30` all mean half past nine in the county. */
function countyClock(value: string): string {
  const parts = /^(\d{2}:\d{2})(?::\d{2})?(Z|[+-]\d{2}:\d{2})?$/.exec(value)
  if (!parts) return ''
  const zone = parts[2]
  if (!zone) return parts[1]!
  const offset = zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * minutesOf(zone.slice(1))
  return shiftClock(parts[1]!, COUNTY_OFFSET_MINUTES - offset)
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}

function shiftClock(clock: string, byMinutes: number): string {
  const minutes = (minutesOf(clock) + byMinutes + 2 * 1440) % 1440
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
