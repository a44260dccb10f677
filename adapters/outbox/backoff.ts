const FIRST_MS = 1_000
const LONGEST_MS = 15 * 60_000
const FIRST_POLL_MS = 1_000
const LONGEST_POLL_MS = 5 * 60_000

/** Attempts until a delivery is a dead letter, where the target says nothing: some twenty minutes. */
export const MAXIMUM_ATTEMPTS = 10

/** Milliseconds until the next attempt after so many failures: doubling, usually from a second, spread by a quarter. `random` in [0, 1). */
export const backoff = (failures: number, random: number, firstMs = FIRST_MS): number => spread(Math.min(LONGEST_MS, firstMs * 2 ** Math.min(Math.max(0, failures - 1), 30)), random)

/** Milliseconds until a verdict is asked for again: half as long as it is waited for. */
export const pollDelay = (waitedMs: number, random: number): number => spread(Math.min(LONGEST_POLL_MS, Math.max(FIRST_POLL_MS, waitedMs / 2)), random)

const spread = (ms: number, random: number): number => Math.round(ms * (0.75 + 0.5 * random))
