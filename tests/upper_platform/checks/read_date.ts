import { DATE_FORMATS, type DateFormat } from '../interface/field.js'

const BEIJING_MS = 8 * 3_600_000

export const isDateFormat = (type: string): type is DateFormat => Object.hasOwn(DATE_FORMATS, type)

/** Epoch milliseconds of a Beijing date and time; `null` = another format, `NaN` = a day or time that does not exist. */
export function readDate(text: string, format: DateFormat): number | null {
  const match = DATE_FORMATS[format].exec(text)
  if (match === null) return null
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number) as [number, number, number, number?, number?, number?]
  const read = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  const isReal = read.getUTCFullYear() === year && read.getUTCMonth() === month - 1 && read.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return isReal ? read.getTime() - BEIJING_MS : Number.NaN
}

/** Beijing date and time of an instant, `2026-11-22 20:15:00`. */
export const writeDateTime = (atMs: number): string => new Date(atMs + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ')

/** Beijing date of an instant, `2026-11-22`. */
export const writeDay = (atMs: number): string => writeDateTime(atMs).slice(0, 10)
