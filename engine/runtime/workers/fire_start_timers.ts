import { nextDue, parseTimer } from '#engine/time/timer'
import { createWriteSet, type WriteSet } from '../bus/write_set.js'
import { openGathering } from '../messages/gather_starts.js'
import type { SentCommands } from '../messages/sent_commands.js'
import { startElement, type StartElement } from '../messages/start_elements.js'
import type { PackageRegistry } from '../packages/package_registry.js'
import type { CommandStore } from '../ports/command_store.js'
import type { StartTimerRow } from '../ports/package_store.js'
import type { InstanceCommandRow } from '../ports/work_store.js'

export interface StartTimerSurroundings {
  store: CommandStore
  registry: Pick<PackageRegistry, 'refresh' | 'find' | 'compiled'>
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

/** Where a timer starts an instance; the model is looked at only where the event needs more than the timer. */
const startOf = async ({ definitionId, elementId, part }: StartTimerRow, registry: StartTimerSurroundings['registry']): Promise<StartElement | null> => {
  if (part === null) return { definition: { id: definitionId, key: definitionId }, at: elementId, trigger: '', needed: [] }
  // another node may have published it since the lists were read
  if (registry.find(definitionId) === null) await registry.refresh()
  const process = await registry.compiled(definitionId)
  const start = process.startEvents.find((one) => one.elementId === elementId && one.definition === part)
  return start === undefined ? null : startElement({ id: definitionId, key: process.id }, process, start)
}

/**
 * Starts an instance for every timer start event that is due; answers how many. The start is left in `instance_commands` and the timer moved
 * on in one transaction: a killed process neither forgets one nor starts it twice, and two nodes take different ones. Repetitions missed
 * while nobody ran are not made up for. What is armed is in force: a version that comes into force replaces the timers of the one before.
 */
export const fireStartTimers = async ({ store, registry, sent, clock, newId }: StartTimerSurroundings): Promise<number> => {
  const nowMs = clock()
  const started = await store.transaction(async (transaction) => {
    const writes = createWriteSet()
    const gathering = openGathering({ transaction, writes, newId, nowMs })
    const timers = await transaction.dueStartTimers(nowMs, BATCH)
    const rows: InstanceCommandRow[] = []
    for (const timer of timers) {
      advance(timer, nowMs, writes)
      const start = await startOf(timer, registry)
      const { starts } = await gathering.arrive(start === null ? [] : [start], { variables: {}, businessKey: null, key: null, starter: null })
      for (const command of starts) rows.push({ sourceInstanceId: `timer:${command.instanceId}`, sourceSeq: 0, position: 0, instanceId: command.instanceId, command, createdAtMs: nowMs })
    }
    for (const row of rows) writes.insert('instance_commands', row.sourceInstanceId, { ...row, command: JSON.stringify(row.command) })
    if (timers.length > 0) await transaction.write(writes.tables(), [])
    return rows
  })
  if (started.length === 0) return 0
  // another node may have published it since the lists were read
  await registry.refresh()
  sent.follow(started)
  return started.length
}
