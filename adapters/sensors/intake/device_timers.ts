import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import { createDuty } from '#engine/runtime/workers/duty'
import type { WorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { IntakeStore } from '#processes/foundation/alarms/ports'
import type { RunningIntake } from './create_intake.js'

const EVERY_MS = 1_000
const MOST = 500

export interface TimerSurroundings {
  store: Pick<IntakeStore, 'dueSubjects'>
  intake: Pick<RunningIntake, 'passTime'>
  leases: LeaseStore
  clock(): number
  nodeId: string
  onError(error: unknown, where: string): void
}

/** Durations and silences of devices end when their time has come, even if nothing is heard. One node looks, each second; the instants lie in the database. */
export const createDeviceTimers = (surroundings: TimerSurroundings): WorkerLoop =>
  createDuty('sensor timers', EVERY_MS, (signal) => passDueTimes(surroundings, signal), surroundings)

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
