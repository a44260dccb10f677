import type { StartInstance } from '#engine/kernel/commands'
import { nextDue, parseTimer } from '#engine/time/timer'
import { createWriteSet, type WriteSet } from '../bus/write_set.js'
import type { SentCommands } from '../messages/sent_commands.js'
import type { PackageRegistry } from '../packages/package_registry.js'
import type { CommandStore } from '../ports/command_store.js'
import type { StartTimerRow } from '../ports/package_store.js'
import type { InstanceCommandRow } from '../ports/work_store.js'

export interface StartTimerSurroundings {
  store: CommandStore
  registry: Pick<PackageRegistry, 'refresh'>
  sent: Pick<SentCommands, 'follow'>
  clock(): number
  newId(): string
}

const BATCH = 100

const advance = (timer: StartTimerRow, nowMs: number, writes: WriteSet): void => {
  const parsed = parseTimer(timer.timerKind, timer.timerBody)
  const next = parsed && nextDue(parsed, timer.dueAtMs, timer.repetitionsLeft, nowMs)
  if (next) writes.update('start_timers', timer.id, ['id'], { id: timer.id, dueAtMs: next.atMs, repetitionsLeft: next.repetitionsLeft })
  else writes.remove('start_timers', timer.id, { id: timer.id })
}

const startOf = ({ definitionId, elementId, part }: StartTimerRow, instanceId: string): StartInstance => ({
  type: 'StartInstance', instanceId, definitionId, startElementId: elementId, ...(part !== null && { startDefinition: part }),
  variables: {}, businessKey: null, title: null, starter: null, caller: null,
})

/**
 * Starts an instance for every timer start event that is due; answers how many. The start is left in `instance_commands` and the timer moved
 * on in one transaction: a killed process neither forgets one nor starts it twice, and two nodes take different ones. Repetitions missed
 * while nobody ran are not made up for. What is armed is in force: a version that comes into force replaces the timers of the one before.
 */
export const fireStartTimers = async ({ store, registry, sent, clock, newId }: StartTimerSurroundings): Promise<number> => {
  const nowMs = clock()
  const started = await store.transaction(async (transaction) => {
    const writes = createWriteSet()
    const rows = (await transaction.dueStartTimers(nowMs, BATCH)).map((timer): InstanceCommandRow => {
      advance(timer, nowMs, writes)
      const instanceId = newId()
      return { sourceInstanceId: `timer:${instanceId}`, sourceSeq: 0, position: 0, instanceId, command: startOf(timer, instanceId), createdAtMs: nowMs }
    })
    for (const row of rows) writes.insert('instance_commands', row.sourceInstanceId, { ...row, command: JSON.stringify(row.command) })
    if (rows.length > 0) await transaction.write(writes.tables(), [])
    return rows
  })
  if (started.length === 0) return 0
  // another node may have published it since the lists were read
  await registry.refresh()
  sent.follow(started)
  return started.length
}
