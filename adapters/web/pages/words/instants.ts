const ZONE = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

function partsOf(instant: string | number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(new Date(instant)).map((part) => [part.type, part.value]))
}

/** `2026-11-22 09:30` in county time; empty for no instant. */
export function formatInstant(instant: string | number | null | undefined): string {
  if (instant === null || instant === undefined) return ''
  const { year, month, day, hour, minute } = partsOf(instant)
  return `${year}-${month}-${day} ${hour}:${minute}`
}

/** `2026-11-22` in county time; empty for no instant. */
export function formatDate(instant: string | number | null | undefined): string {
  return formatInstant(instant).slice(0, 10)
}

/** The hour and minute when it is today, else month and day, else the whole date: as short as can be read without doubt. */
export function formatShort(instant: string | null | undefined, nowMs = Date.now()): string {
  if (!instant) return ''
  const text = formatInstant(instant)
  const today = formatInstant(nowMs)
  if (text.slice(0, 10) === today.slice(0, 10)) return text.slice(11)
  return text.slice(0, 4) === today.slice(0, 4) ? text.slice(5) : text.slice(0, 10)
}
