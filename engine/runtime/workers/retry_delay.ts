const FIRST_DELAY_MS = 10_000
const LONGEST_DELAY_MS = 60 * 60_000

const UNITS: readonly [RegExp, number][] = [
  [/(\d+)D/, 86_400_000],
  [/T.*?(\d+)H/, 3_600_000],
  [/T.*?(\d+)M/, 60_000],
  [/T.*?(\d+)S/, 1_000],
]

/** Pause of a retry cycle such as `R3/PT5M`, in milliseconds; null when it names none. */
export const retryPause = (retryCycle: string | null): number | null => {
  const duration = /P[^,]*$/.exec(retryCycle ?? '')?.[0]
  if (!duration) return null
  return UNITS.reduce((sum, [pattern, unit]) => sum + Number(pattern.exec(duration)?.[1] ?? 0) * unit, 0)
}

/**
 * Milliseconds until the next try: the model's own cycle, else doubling from ten seconds to one hour, spread by a fifth so that
 * what failed together does not come back together. `random` in [0, 1).
 */
export const retryDelay = (failures: number, retryCycle: string | null, random: number): number => {
  const pause = retryPause(retryCycle)
  if (pause !== null && pause > 0) return pause
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 20))
  return Math.round(delay * (0.8 + 0.4 * random))
}
