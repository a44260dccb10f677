/** The server's clock. It can be told to stand at a past instant while demo cases are played, and to start elsewhere in tests. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Stands at `atMs` until the next call; null lets it run again. */
  standAt(atMs: number | null): void
}

/** `startMs` null = the machine's own time; otherwise it begins there and runs on. */
export function createClock(startMs: number | null): Clock {
  const offsetMs = startMs === null ? 0 : startMs - Date.now()
  let standingAtMs: number | null = null
  return {
    now: () => standingAtMs ?? Date.now() + offsetMs,
    standAt(atMs) {
      standingAtMs = atMs
    },
  }
}
