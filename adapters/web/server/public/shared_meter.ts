import type { FailureCounterStore } from '#engine/runtime/ports/account_stores'

export interface SharedMeterInput {
  name: string
  points: number
  windowMs: number
  /** Points a node draws at a time: one write for so many requests. */
  step: number
  counters: FailureCounterStore
  clock: () => number
}

/** What this node has drawn for one network and not given out yet; none left and `isSpent` = the counter is empty until then. */
interface Ration {
  left: number
  untilMs: number
  isSpent: boolean
}

const MOST_RATIONS = 10_000

/**
 * One counter for all nodes: together they let at most `points` requests of a network through in a window, never more. A network whose
 * requests are spread over n nodes may be told to wait up to (n − 1) × (step − 1) requests early. Answers the milliseconds to wait, or null.
 */
export function sharedMeter({ name, points, windowMs, step, counters, clock }: SharedMeterInput): (network: string) => Promise<number | null> {
  const rations = new Map<string, Ration>()

  async function draw(network: string, nowMs: number): Promise<Ration> {
    const key = `rate:${name}:${network}`
    let drawn = 0
    const counter = await counters.change(key, (row) => {
      const current = row !== null && nowMs - row.firstAtMs < windowMs ? row : { key, count: 0, firstAtMs: nowMs, lockedUntilMs: null }
      drawn = Math.min(step, points - current.count)
      return { ...current, count: current.count + drawn }
    })
    // Somebody else of this node may have drawn meanwhile.
    const before = rations.get(network)
    const left = drawn + (before && before.untilMs > nowMs ? before.left : 0)
    const ration = { left, untilMs: counter.firstAtMs + windowMs, isSpent: left === 0 }
    if (rations.size >= MOST_RATIONS) forgetOld(rations, nowMs)
    rations.set(network, ration)
    return ration
  }

  return async (network) => {
    const nowMs = clock()
    const own = rations.get(network)
    const isCurrent = own !== undefined && own.untilMs > nowMs && (own.left > 0 || own.isSpent)
    const ration = isCurrent ? own : await draw(network, nowMs)
    if (ration.left === 0) return ration.untilMs - nowMs
    ration.left -= 1
    return null
  }
}

/** Drops what has run out, or else the oldest: dropping one costs its network a few points, never gives it more. */
function forgetOld(rations: Map<string, Ration>, nowMs: number): void {
  for (const [network, { untilMs }] of rations) if (untilMs <= nowMs) rations.delete(network)
  for (const network of rations.keys()) {
    if (rations.size < MOST_RATIONS) return
    rations.delete(network)
  }
}
