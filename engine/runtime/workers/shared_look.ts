/** Whoever keeps something in memory that other nodes may change, and looks from time to time whether they have. */
export interface SharedLook {
  /** `look` is taken with all others from now on, until what is answered is called. */
  add(look: () => Promise<unknown>): () => void
  stop(): void
}

const EVERY_MS = 1_000

/**
 * Takes all looks at the same moment, so that what they ask of the database can be one statement. A look that fails changes nothing: the next one
 * finds the database again. One that is still under way is not taken a second time.
 */
export function createSharedLook(everyMs: number = EVERY_MS): SharedLook {
  const looks = new Set<() => void>()
  const timer = setInterval(() => {
    for (const look of looks) look()
  }, everyMs)
  timer.unref()
  return {
    add(look) {
      let isUnderWay = false
      const once = (): void => {
        if (isUnderWay) return
        isUnderWay = true
        void look().catch(() => undefined).finally(() => (isUnderWay = false))
      }
      looks.add(once)
      return () => void looks.delete(once)
    },
    stop: () => clearInterval(timer),
  }
}
