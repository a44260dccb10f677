import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import { createDuty } from '#engine/runtime/workers/duty'
import type { WorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { AlarmUpkeep } from '#processes/foundation/alarms/ports'

const EVERY_MS = 10_000
const MOST = 500
const FORGET_EVERY_MS = 10 * 60_000
/** Ends of cases are looked for so far back again, since two nodes' clocks differ and a case may end before its alarm knows of it. */
const OVERLAP_MS = 120_000

export interface UpkeepSurroundings {
  upkeep: AlarmUpkeep
  leases: LeaseStore
  clock(): number
  nodeId: string
  /** Readings are kept so long; null = for ever. */
  readingsKeptMs: number | null
  onError(error: unknown, where: string): void
}

/** What becomes of alarms by themselves, on one node: closed with their case, closed when cleared, let go when what held them is gone; old readings go. */
export function keepAlarms(surroundings: UpkeepSurroundings): WorkerLoop {
  const seen = { endedSinceMs: 0, forgottenAtMs: -Infinity }
  return createDuty('sensor upkeep', EVERY_MS, async () => {
    const startedAtMs = surroundings.clock()
    await upkeepOnce(surroundings.upkeep, startedAtMs, seen.endedSinceMs)
    seen.endedSinceMs = startedAtMs - OVERLAP_MS
    if (surroundings.readingsKeptMs === null || startedAtMs - seen.forgottenAtMs < FORGET_EVERY_MS) return
    seen.forgottenAtMs = startedAtMs
    await all((limit) => surroundings.upkeep.forgetReadings(startedAtMs - surroundings.readingsKeptMs!, limit))
  }, surroundings)
}

/** One round of everything but forgetting. */
export async function upkeepOnce(upkeep: AlarmUpkeep, nowMs: number, endedSinceMs: number): Promise<void> {
  await all((limit) => upkeep.closeEnded(endedSinceMs, nowMs, limit))
  await all((limit) => upkeep.closeCleared(nowMs, limit))
  await all((limit) => upkeep.quietGroups(nowMs, limit))
  await upkeep.wakeInhibited(nowMs, MOST)
}

async function all(work: (limit: number) => Promise<number>): Promise<void> {
  while ((await work(MOST)) === MOST);
}
