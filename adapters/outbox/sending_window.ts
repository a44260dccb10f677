import type { TargetSettings } from '#processes/foundation/deliveries/target'

/** Asia/Shanghai, without summer time. */
const ZONE_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** Milliseconds until a target's window opens; 0 = it is open. From inclusive, to exclusive; over midnight where `from` is the later one. */
export function untilOpen(window: TargetSettings['window'], nowMs: number): number {
  if (window === null) return 0
  const from = minutesOf(window.from) * 60_000
  const to = minutesOf(window.to) * 60_000
  const now = (nowMs + ZONE_MS) % DAY_MS
  const isOpen = from <= to ? now >= from && now < to : now >= from || now < to
  return isOpen || from === to ? 0 : (from - now + DAY_MS) % DAY_MS
}

/** `HH:mm` as minutes after midnight; NaN for anything else. */
export function minutesOf(time: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? []
  return hours === undefined ? Number.NaN : Number(hours) * 60 + Number(minutes)
}
