import type { Calendar } from '#engine/kernel/step_context'
import type { CalendarYear } from './calendar_year.js'
import { DAY_MS, HOUR_MS, MINUTE_MS, dateText, dayNumber, parseDate, startOfDayMs, yearOf } from './local_time.js'
import { provisionalYear } from './provisional_year.js'

/** An instant found by counting, and whether a year without its notice was counted through (暂定). */
export interface DueInstant {
  atMs: number
  provisional: boolean
}

/** The kernel's calendar, and what the legal clocks ask beyond it. */
export interface CountyCalendar extends Calendar {
  /** Whether the year of an instant has its official notice. */
  isOfficial(atMs: number): boolean
  /** Working days from the day after `fromMs` to the day of `toMs`; negative when `toMs` lies before. The 剩 n 个工作日 of the pages. */
  workingDaysBetween(fromMs: number, toMs: number): number
  /** Milliseconds inside office hours from `fromMs` to `toMs`; 0 when `toMs` lies before. */
  workingMsBetween(fromMs: number, toMs: number): number
  /** The same calendar with another unit's office hours. */
  withOfficeHours(hours: OfficeHours): CountyCalendar
}

/** Minutes after midnight, ascending, not overlapping. */
export type OfficeHours = readonly { readonly fromMinute: number; readonly toMinute: number }[]

/** 8:00–12:00, 14:00–18:00, eight 工作时 a day (GB/T 30428 practice): what counts where neither unit nor county has hours of its own. */
export const COUNTY_OFFICE_HOURS: OfficeHours = [
  { fromMinute: 480, toMinute: 720 },
  { fromMinute: 840, toMinute: 1080 },
]

/** No limit in law or in a model is longer; a longer one is a mistake in the model. */
const LONGEST_LIMIT_DAYS = 3_660

/**
 * Counts working days and hours over the given years; a year that is missing is counted provisionally.
 * The day of `fromMs` itself never counts, a limit ends with the last millisecond of its last day (24:00), so that the due date reads
 * as that day. Zone Asia/Shanghai.
 */
export function createCalendar(years: readonly CalendarYear[], officeHours: OfficeHours = COUNTY_OFFICE_HOURS): CountyCalendar {
  return calendarOver(new YearTable(years), officeHours)
}

function calendarOver(table: YearTable, officeHours: OfficeHours): CountyCalendar {
  return {
    isWorkingDay: (atMs) => table.isWorkingDay(dayNumber(atMs)),
    isOfficial: (atMs) => table.isOfficial(yearOf(atMs)),
    endOfWorkingDay: (fromMs, workingDays) => endOfWorkingDay(table, fromMs, workingDays),
    afterWorkingHours: (fromMs, hours) => afterWorkingHours(table, officeHours, fromMs, hours),
    workingDaysBetween: (fromMs, toMs) => workingDaysBetween(table, fromMs, toMs),
    workingMsBetween: (fromMs, toMs) => workingMsBetween(table, officeHours, fromMs, toMs),
    withOfficeHours: (hours) => calendarOver(table, hours),
  }
}

function endOfWorkingDay(table: YearTable, fromMs: number, workingDays: number): DueInstant {
  if (!(workingDays >= 0 && workingDays <= LONGEST_LIMIT_DAYS)) {
    throw new RangeError(`Expected a limit of 0 to ${LONGEST_LIMIT_DAYS} working days, but it is ${workingDays}. Correct the limit.`)
  }
  let day = dayNumber(fromMs)
  let provisional = !table.isOfficialDay(day)
  if (workingDays === 0) while (!table.isWorkingDay(day)) day += 1
  for (let left = Math.ceil(workingDays); left > 0; ) {
    day += 1
    if (table.isWorkingDay(day)) left -= 1
  }
  provisional ||= !table.isOfficialDay(day)
  return { atMs: startOfDayMs(day + 1) - 1, provisional }
}

function afterWorkingHours(table: YearTable, officeHours: OfficeHours, fromMs: number, hours: number): DueInstant {
  if (!(hours >= 0 && hours <= LONGEST_LIMIT_DAYS * 24)) {
    throw new RangeError(`Expected a limit of 0 to ${LONGEST_LIMIT_DAYS * 24} working hours, but it is ${hours}. Correct the limit.`)
  }
  let leftMs = Math.round(hours * HOUR_MS)
  const firstDay = dayNumber(fromMs)
  for (let day = firstDay; ; day += 1) {
    if (!table.isWorkingDay(day)) continue
    for (const period of officeHours) {
      const startMs = Math.max(startOfDayMs(day) + period.fromMinute * MINUTE_MS, fromMs)
      const endMs = startOfDayMs(day) + period.toMinute * MINUTE_MS
      if (startMs > endMs) continue
      if (startMs + leftMs <= endMs) {
        return { atMs: startMs + leftMs, provisional: !table.isOfficialDay(firstDay) || !table.isOfficialDay(day) }
      }
      leftMs -= endMs - startMs
    }
  }
}

function workingDaysBetween(table: YearTable, fromMs: number, toMs: number): number {
  const from = dayNumber(fromMs)
  const to = dayNumber(toMs)
  let count = 0
  for (let day = Math.min(from, to) + 1; day <= Math.max(from, to); day += 1) if (table.isWorkingDay(day)) count += 1
  return to < from ? -count : count
}

function workingMsBetween(table: YearTable, officeHours: OfficeHours, fromMs: number, toMs: number): number {
  let total = 0
  for (let day = dayNumber(fromMs); startOfDayMs(day) < toMs; day += 1) {
    if (!table.isWorkingDay(day)) continue
    for (const { fromMinute, toMinute } of officeHours) {
      const startMs = Math.max(fromMs, startOfDayMs(day) + fromMinute * MINUTE_MS)
      const endMs = Math.min(toMs, startOfDayMs(day) + toMinute * MINUTE_MS)
      total += Math.max(0, endMs - startMs)
    }
  }
  return total
}

/** Working-day flags by day, one array a year, made when first asked for. */
class YearTable {
  readonly #given: ReadonlyMap<number, CalendarYear>
  readonly #flags = new Map<number, { firstDay: number; working: Uint8Array }>()

  constructor(years: readonly CalendarYear[]) {
    this.#given = new Map(years.map((year) => [year.year, year]))
  }

  isOfficial(year: number): boolean {
    return this.#given.get(year)?.status === 'official'
  }

  isOfficialDay(day: number): boolean {
    return this.isOfficial(new Date(day * DAY_MS).getUTCFullYear())
  }

  isWorkingDay(day: number): boolean {
    const year = new Date(day * DAY_MS).getUTCFullYear()
    const { firstDay, working } = this.#flags.get(year) ?? this.#build(year)
    return working[day - firstDay] === 1
  }

  #build(year: number): { firstDay: number; working: Uint8Array } {
    const rows = this.#given.get(year) ?? provisionalYear(year)
    const firstDay = Date.UTC(year, 0, 1) / DAY_MS
    const days = Date.UTC(year + 1, 0, 1) / DAY_MS - firstDay
    const working = Uint8Array.from({ length: days }, (_, index) => {
      const weekday = new Date((firstDay + index) * DAY_MS).getUTCDay()
      return weekday === 0 || weekday === 6 ? 0 : 1
    })
    for (const { date } of rows.holidays) working[dayOfYear(date, firstDay)] = 0
    for (const { date } of rows.workdays) working[dayOfYear(date, firstDay)] = 1
    const built = { firstDay, working }
    this.#flags.set(year, built)
    return built
  }
}

function dayOfYear(date: string, firstDay: number): number {
  const day = parseDate(date)
  if (day === null) throw new RangeError(`Expected calendar day "${date}" to be a date of the year of ${dateText(firstDay)}, but it is not. Correct it.`)
  return day - firstDay
}
