import type { CommandBus } from '../bus/command_bus.js'
import type { Command } from '#engine/kernel/commands'
import { WATCH } from '../participant.js'
import type { DueItemRow } from '../ports/rows.js'
import type { WorkStore } from '../ports/work_store.js'

/** A claim outlives a slow group; after it another node may try, and finds the timer gone or fires it. */
const LEASE_MS = 60_000
const BATCH = 500

const commandFor = ({ kind, id, ref }: DueItemRow): Command =>
  kind === WATCH ? { type: 'NoteFact', fact: 'due', ref, values: {} } : { type: 'FireTimer', timerId: id }

/** Each is a command of its own; together they fill the bus's groups. One that throws keeps its claim and is tried again after it. */
const fire = async (due: readonly DueItemRow[], bus: CommandBus, report: (error: unknown) => void): Promise<void> => {
  const answers = await Promise.allSettled(
    due.map((item) => bus.submit({ instanceId: item.instanceId, command: commandFor(item), actor: { kind: 'system' } })),
  )
  const failed = answers.find((answer) => answer.status === 'rejected')
  if (failed) report(failed.reason)
}

/**
 * Fires everything that is due, the next batch being claimed while the one before it is written; answers how many were claimed. A timer
 * that was disarmed meanwhile is simply rejected. What was claimed is fired even when the signal aborts.
 */
export const fireDueTimers = async (
  work: WorkStore, bus: CommandBus, clock: () => number, owner: string,
  { signal, report = () => undefined }: { signal?: AbortSignal; report?: (error: unknown) => void } = {},
): Promise<number> => {
  const claim = async (): Promise<DueItemRow[]> => {
    const nowMs = clock()
    return signal?.aborted ? [] : work.claimDueTimers({ nowMs, limit: BATCH, owner, leaseUntilMs: nowMs + LEASE_MS })
  }
  let fired = 0
  for (let due = await claim(); due.length > 0; ) {
    const [next] = await Promise.all([due.length < BATCH ? [] : claim(), fire(due, bus, report)])
    fired += due.length
    due = next
  }
  return fired
}
