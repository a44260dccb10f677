const SHANGHAI_OFFSET_MS = 8 * 3_600_000

/** Epoch milliseconds as ISO-8601 with the offset of Asia/Shanghai (no daylight saving since 1991). */
export const instant = (atMs: number): string => new Date(atMs + SHANGHAI_OFFSET_MS).toISOString().replace('Z', '+08:00')

export const instantOrNull = (atMs: number | null | undefined): string | null => (atMs === null || atMs === undefined ? null : instant(atMs))

/** `2026-11-22 09:30`, for documents and sentences. */
export const clockText = (atMs: number): string => instant(atMs).slice(0, 16).replace('T', ' ')

/** To the minute, as a date and time field of a form holds it: `2026-11-22T09:30+08:00`. */
export const formInstant = (atMs: number): string => `${instant(atMs).slice(0, 16)}+08:00`
