import type { WriteSet } from '../bus/write_set.js'
import type { CommandTransaction } from '../ports/command_store.js'
import type { InstanceCommandRow } from '../ports/work_store.js'
import { openGathering, type Occasion } from './gather_starts.js'
import type { StartElement } from './start_elements.js'

export interface StartingTransaction {
  transaction: CommandTransaction
  /** What the transaction has decided beside. */
  writes: WriteSet
  newId(): string
  nowMs: number
}

/** Decides what these start events begin, leaves a command for each in `instance_commands` and writes it all; answers those. */
export async function startOnOccasion(starts: readonly StartElement[], occasion: Occasion, { transaction, writes, newId, nowMs }: StartingTransaction): Promise<InstanceCommandRow[]> {
  const gathered = await openGathering({ transaction, writes, newId, nowMs }).arrive(starts, occasion)
  const rows = gathered.starts.map((command): InstanceCommandRow => (
    { sourceInstanceId: `start:${command.instanceId}`, sourceSeq: 0, position: 0, instanceId: command.instanceId, command, createdAtMs: nowMs }))
  for (const row of rows) writes.insert('instance_commands', row.sourceInstanceId, { ...row, command: JSON.stringify(row.command) })
  await transaction.write(writes.tables(), [])
  return rows
}
