import { createWriteSet } from '../bus/write_set.js'
import type { CommandStore } from '../ports/command_store.js'
import type { InstanceCommandRow } from '../ports/work_store.js'
import { openGathering, type Occasion } from './gather_starts.js'
import type { StartElement } from './start_elements.js'

export interface OccasionSurroundings {
  store: CommandStore
  newId(): string
  nowMs: number
}

/** Decides in one transaction what these start events begin, and leaves a command for each in `instance_commands`; answers those. */
export const startOnOccasion = (starts: readonly StartElement[], occasion: Occasion, { store, newId, nowMs }: OccasionSurroundings): Promise<InstanceCommandRow[]> =>
  store.transaction(async (transaction) => {
    const writes = createWriteSet()
    const gathered = await openGathering({ transaction, writes, newId, nowMs }).arrive(starts, occasion)
    const rows = gathered.starts.map((command): InstanceCommandRow => (
      { sourceInstanceId: `start:${command.instanceId}`, sourceSeq: 0, position: 0, instanceId: command.instanceId, command, createdAtMs: nowMs }))
    for (const row of rows) writes.insert('instance_commands', row.sourceInstanceId, { ...row, command: JSON.stringify(row.command) })
    await transaction.write(writes.tables(), [])
    return rows
  })
