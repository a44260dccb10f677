import type { DeviceState } from './rule_state.js'

/** A device's clock may be off by so much and is believed. */
export const SKEW_MS = 10 * 60_000

/** Year 2020: a clock before it has been set back to its beginning (1970, 1980, 2000 …), or has never been set. */
const FIRST_MS = 1_577_836_800_000

/** A wrong clock shows by an equal difference over at least so long; a backlog comes all at once. */
const STEADY_MS = 30_000
const STEADY_SHARE = 0.2

/** When a reading is taken to be, and what may follow from it. */
export interface PlacedInTime {
  atMs: number
  /** The device's clock is wrong: the instant of receipt counts. */
  skewed: boolean
  /** Older than what has been followed already: kept, and nothing follows from it. */
  late: boolean
  /** More than ten minutes old and newer than what is known (replayed after being offline): followed, but raises nothing by itself. */
  old: boolean
}

/** Whether a clock can have been set at all when it said this: one that was not says the same instant over and over. */
export const isSetClock = (toldAtMs: number): boolean => toldAtMs >= FIRST_MS

/**
 * Where a message stands in time. More than ten minutes ahead is a wrong clock; what is a little ahead was measured now, so that no reading hides
 * those that follow it. More than ten minutes behind is old data, unless the device is behind by the same amount all the time, or by decades: then
 * its clock is wrong.
 */
export function placeInTime(eventAtMs: number | null, receivedAtMs: number, state: DeviceState | null): PlacedInTime {
  const told = eventAtMs ?? receivedAtMs
  const offsetMs = receivedAtMs - told
  const isBehind = offsetMs > SKEW_MS
  const skewed = offsetMs < -SKEW_MS || !isSetClock(told) || (isBehind && state !== null && isSteady(state, offsetMs, receivedAtMs))
  const atMs = skewed ? receivedAtMs : Math.min(told, receivedAtMs)
  return { atMs, skewed, late: state !== null && atMs < state.atMs, old: isBehind && !skewed }
}

function isSteady({ offsetMs, heardMs }: DeviceState, now: number, receivedAtMs: number): boolean {
  const elapsed = receivedAtMs - heardMs
  return offsetMs > SKEW_MS && elapsed >= STEADY_MS && Math.abs(now - offsetMs) <= elapsed * STEADY_SHARE
}
