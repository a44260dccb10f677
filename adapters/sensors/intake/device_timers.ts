import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import { createWorkerLoop, type WorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { IntakeStore } from '#processes/foundation/alarms/ports'
import type { RunningIntake } from './create_intake.js'

const EVERY_MS = 1_000
const LEASE_MS = 5_000
const MOST = 500
const DUTY = 'sensor timers'

export interface TimerSurroundings {
  store: Pick<IntakeStore, 'dueSubjects'>
  intake: Pick<RunningIntake, 'passTime'>
  leases: LeaseStore
  clock(): number
  nodeId: string
  onError(error: unknown, where: string): void
}

/**
 * Durations and silences of devices end when their time has come, even if nothing is heard; the instants lie in the database. Looked at each second,
 * by the node that has the duty; where nothing is due, nothing is written.
 */
export const createDeviceTimers = (surroundings: TimerSurroundings): WorkerLoop => {
  const { store, leases, clock, nodeId, onError } = surroundings
  const work = async (signal: AbortSignal): Promise<boolean> => {
    const isDue = (await store.dueSubjects(clock(), 1)).length > 0
    if (isDue && (await leases.take(DUTY, nodeId, clock(), clock() + LEASE_MS))) await passDueTimes(surroundings, signal)
    return false
  }
  return createWorkerLoop(work, EVERY_MS, (error) => onError(error, DUTY))
}

/** Looks again at every device whose time has come. */
export async function passDueTimes({ store, intake, clock }: Pick<TimerSurroundings, 'store' | 'intake' | 'clock'>, signal?: AbortSignal): Promise<void> {
  for (let former = ''; !signal?.aborted;) {
    const subjects = await store.dueSubjects(clock(), MOST)
    await intake.passTime(subjects)
    // the same ones again: they are looked at with the next second, not in circles
    if (subjects.length < MOST || subjects[0] === former) return
    former = subjects[0]
  }
}
