import type { CommandBus } from '../bus/command_bus.js'
import type { WorkStore } from '../ports/work_store.js'

/** A claim outlives a slow group; after it another node may try, and finds the timer gone or fires it. */
const LEASE_MS = 60_000
const BATCH = 500

/** Fires one batch of due timers; answers how many were claimed. A timer that was disarmed meanwhile is simply rejected. */
export const fireDueTimers = async (work: WorkStore, bus: CommandBus, nowMs: number, owner: string): Promise<number> => {
  const due = await work.claimDueTimers({ nowMs, limit: BATCH, owner, leaseUntilMs: nowMs + LEASE_MS })
  await Promise.all(
    due.map((timer) => bus.submit({ instanceId: timer.instanceId, command: { type: 'FireTimer', timerId: timer.id }, actor: { kind: 'system' } })),
  )
  return due.length
}
