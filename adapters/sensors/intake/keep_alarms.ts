import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import { createDuty } from '#engine/runtime/workers/duty'
import type { WorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { AlarmUpkeep } from '#processes/foundation/alarms/ports'
import type { RefusalStore } from '#processes/foundation/alarms/refusals'

const EVERY_MS = 10_000
const MOST = 500
const FORGET_EVERY_MS = 10 * 60_000
/** What was refused a quarter of a year ago is nobody's work any more. */
const REFUSALS_KEPT_MS = 90 * 86_400_000
/** Ends of cases are looked for so far back again, since two nodes' clocks differ and a case may end before its alarm knows of it. */
const OVERLAP_MS = 120_000
/** A target that has just been added is told what stands, and once more: another node may have learned of it a little later. */
const TELLING_ROUNDS = 2

export interface UpkeepSurroundings {
  upkeep: AlarmUpkeep
  refusals: Pick<RefusalStore, 'forget'>
  leases: LeaseStore
  clock(): number
  nodeId: string
  /** Readings are kept so long; null = for ever. */
  readingsKeptMs: number | null
  onError(error: unknown, where: string): void
}

/** What becomes of alarms by themselves, on one node: closed with their case, closed when cleared, let go when what held them is gone; old readings go. */
export function keepAlarms(surroundings: UpkeepSurroundings): WorkerLoop {
  const seen = { endedSinceMs: 0, forgottenAtMs: -Infinity, toldRounds: 0 }
  return createDuty('sensor upkeep', EVERY_MS, async () => {
    const startedAtMs = surroundings.clock()
    await upkeepOnce(surroundings.upkeep, startedAtMs, seen.endedSinceMs)
    seen.endedSinceMs = startedAtMs - OVERLAP_MS
    seen.toldRounds = surroundings.upkeep.isToldAbove() ? seen.toldRounds + 1 : 0
    if (seen.toldRounds > 0 && seen.toldRounds <= TELLING_ROUNDS) await tellWhatStands(surroundings.upkeep)
    if (startedAtMs - seen.forgottenAtMs < FORGET_EVERY_MS) return
    seen.forgottenAtMs = startedAtMs
    await all((limit) => surroundings.refusals.forget(startedAtMs - REFUSALS_KEPT_MS, limit))
    if (surroundings.readingsKeptMs === null) return
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

/** Alarms that nobody above has heard of, since nobody asked when they were raised. What is raised later tells itself. */
export async function tellWhatStands(upkeep: Pick<AlarmUpkeep, 'tellSoFar'>): Promise<void> {
  for (let after = await upkeep.tellSoFar(null, MOST); after !== null;) after = await upkeep.tellSoFar(after, MOST)
}

async function all(work: (limit: number) => Promise<number>): Promise<void> {
  while ((await work(MOST)) === MOST);
}
