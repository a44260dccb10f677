/** Below: seconds, which stay below it until the year 5138; above: milliseconds, which are above it since 1973. */
const FIRST_MILLISECONDS = 100_000_000_000

/** The first instant a device can mean; the last that still is one. */
const EARLIEST_MS = Date.UTC(2000, 0, 1)
const LATEST_MS = Date.UTC(2200, 0, 1)

/**
 * The instant a device tells: epoch seconds or milliseconds (also as text), ISO-8601, or date and time without zone, which are China's
 * (`2026-11-22 10:00:00`). Null when it tells none.
 */
export function instantOf(value: unknown): number | null {
  const atMs = typeof value === 'bigint' ? ofNumber(Number(value)) : typeof value === 'number' ? ofNumber(value) : typeof value === 'string' ? ofText(value.trim()) : null
  return atMs !== null && atMs >= EARLIEST_MS && atMs < LATEST_MS ? atMs : null
}

const ofNumber = (value: number): number | null => (Number.isFinite(value) ? Math.round(value < FIRST_MILLISECONDS ? value * 1_000 : value) : null)

const LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)$/
const ZONED = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/

function ofText(text: string): number | null {
  if (/^\d{9,14}$/.test(text)) return ofNumber(Number(text))
  const local = LOCAL.exec(text)
  if (!local && !ZONED.test(text)) return null
  const atMs = Date.parse(local ? `${local[1]}T${local[2]!.slice(0, 12)}+08:00` : text)
  return Number.isFinite(atMs) ? atMs : null
}
