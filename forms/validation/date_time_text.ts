import { localDate } from '#forms/schema/form_clock'

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const TIME = /^(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?$/

/** Whether the text is a day of the calendar, `2026-02-28`. */
export function isDateText(text: string): boolean {
  const match = DATE.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (month < 1 || month > 12 || day < 1 || year === 0) return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return day <= days
}

/** Whether the text is a time of day, `09:30`, with or without seconds and an offset. */
export function isTimeText(text: string): boolean {
  const match = TIME.exec(text)
  if (match === null) return false
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
  return hour <= 23 && minute <= 59 && second <= 59 && isOffset(match[4])
}

/** Whether the text is a date and a time, `2026-02-28T09:30+08:00`. */
export function isDateTimeText(text: string): boolean {
  const at = text.indexOf('T')
  return at > 0 && isDateText(text.slice(0, at)) && isTimeText(text.slice(at + 1))
}

function isOffset(offset: string | undefined): boolean {
  return offset === undefined || offset === 'Z' || (Number(offset.slice(1, 3)) <= 14 && Number(offset.slice(4, 6)) <= 59)
}

/** The day in Asia/Shanghai that a date or date-time falls on. */
export function dayOf(text: string): string {
  const instant = instantOf(text)
  return instant === null ? text.slice(0, 10) : localDate(instant)
}

/** How people read it: `2026-02-28`, `09:30`, `2026-02-28 09:30`; with an offset, as the clock in Asia/Shanghai shows it. */
export function readableDateTime(text: string): string {
  const instant = instantOf(text)
  if (instant !== null) {
    const local = new Date(instant + 8 * 3_600_000).toISOString()
    return `${local.slice(0, 10)} ${local.slice(11, 16)}`
  }
  if (text.includes('T')) return `${text.slice(0, 10)} ${text.slice(11, 16)}`
  return isTimeText(text) ? readableTime(text) : text
}

/** A date-time with an offset as epoch milliseconds; null for every other text. */
function instantOf(text: string): number | null {
  if (!isDateTimeText(text) || !/(Z|[+-]\d\d:\d\d)$/.test(text)) return null
  const parsed = Date.parse(text)
  return Number.isNaN(parsed) ? null : parsed
}

function readableTime(text: string): string {
  const match = TIME.exec(text)
  if (match === null || match[4] === undefined) return text.slice(0, 5)
  const parsed = Date.parse(`2000-01-02T${text}`)
  return Number.isNaN(parsed) ? text : new Date(parsed + 8 * 3_600_000).toISOString().slice(11, 16)
}
