/** Spaces the beginnings of requests evenly; null a second = no spacing. */
export interface Pace {
  /** 0 = one may begin now, and is counted; else milliseconds to wait. */
  take(perSecond: number | null, nowMs: number): number
}

export function createPace(): Pace {
  let nextAtMs = 0
  return {
    take(perSecond, nowMs) {
      if (perSecond === null) return 0
      if (nowMs < nextAtMs) return nextAtMs - nowMs
      nextAtMs = Math.max(nextAtMs, nowMs) + 1_000 / perSecond
      return 0
    },
  }
}
