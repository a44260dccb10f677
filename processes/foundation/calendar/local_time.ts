/** Asia/Shanghai has been UTC+8 without summer time since 1991; earlier instants are not used here. */
const OFFSET_MS = 8 * 3_600_000
export const DAY_MS = 86_400_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000

/** Days since 1970-01-01 of the local date at an instant. */
export function dayNumber(atMs: number): number {
  return Math.floor((atMs + OFFSET_MS) / DAY_MS)
}

/** Instant of 00:00 local time of a day. */
export function startOfDayMs(day: number): number {
  return day * DAY_MS - OFFSET_MS
}

/** Last millisecond (24:00) of the local day at an instant. */
export function endOfDayMs(atMs: number): number {
  return startOfDayMs(dayNumber(atMs) + 1) - 1
}

/** `2026-11-22`. */
export function dateText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** Day number of `2026-11-22`; null when it is no date. */
export function parseDate(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const atMs = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== text) return null
  return atMs / DAY_MS
}

/** Year of the local date at an instant. */
export function yearOf(atMs: number): number {
  return new Date(atMs + OFFSET_MS).getUTCFullYear()
}

/** `2026-11`: the local month at an instant. */
export const monthOf = (atMs: number): string => dateText(dayNumber(atMs)).slice(0, 7)

/** A month `2026-11` from its first instant to that of the next, exclusive. */
export function monthBounds(month: string): { fromMs: number; toMs: number } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { fromMs: Date.UTC(year, number - 1) - OFFSET_MS, toMs: Date.UTC(year, number) - OFFSET_MS }
}
