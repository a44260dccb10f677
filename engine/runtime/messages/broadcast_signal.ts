import type { Command } from '#engine/kernel/commands'
import type { BroadcastSignal } from '#engine/kernel/effects'
import type { CommandEnvelope } from '../command_envelope.js'
import { createWriteSet, type WriteSet } from '../bus/write_set.js'
import type { CommandStore, CommandTransaction } from '../ports/command_store.js'
import type { InstanceCommandKey, InstanceCommandRow } from '../ports/work_store.js'
import { firstAnswer, keepFirstAnswer } from './first_answer.js'
import { openGathering } from './gather_starts.js'
import type { StartElement } from './start_elements.js'

/** Listeners reached in one transaction. */
export const SIGNAL_BATCH = 500

export interface SignalSurroundings {
  store: CommandStore
  /** Signal start events for the name, in the versions in force. */
  starts: readonly StartElement[]
  newId(): string
  nowMs: number
}

/** What one batch of a signal has brought about. */
export interface SignalBatch {
  /** Instances it is brought to, the new ones included. */
  matched: string[]
  /** A command for each, to be carried out now. */
  sent: readonly InstanceCommandRow[]
  /** The rest of the listeners, durable as a row of its own; null when all have been found. */
  rest: InstanceCommandRow | null
}

/** What whoever sends a signal is told. */
export interface SignalAnswer {
  matched: string[]
  /** Further listeners are being reached. */
  isPartial: boolean
}

const NOTHING: SignalBatch = { matched: [], sent: [], rest: null }

/**
 * A signal from outside: its first listeners are found and, when there are more, the rest is left as a row that goes on after a crash as
 * well. An answer given to the same idempotency key before is given again.
 */
export const announceSignal = (
  signal: BroadcastSignal, idempotency: CommandEnvelope['idempotency'], surroundings: SignalSurroundings,
): Promise<{ answer: SignalAnswer; batch: SignalBatch }> =>
  surroundings.store.transaction(async (transaction) => {
    const repeated = await firstAnswer<SignalAnswer>(idempotency, transaction)
    if (repeated) return { answer: repeated, batch: NOTHING }
    const key: InstanceCommandKey = { sourceInstanceId: `signal:${surroundings.newId()}`, sourceSeq: 0, position: 0 }
    const writes = createWriteSet()
    const batch = await nextBatch(signal, key, transaction, writes, surroundings)
    if (batch.rest) insertCommand(batch.rest, writes)
    const answer: SignalAnswer = { matched: batch.matched, isPartial: batch.rest !== null }
    keepFirstAnswer(idempotency, answer, surroundings.nowMs, writes)
    await transaction.write(writes.tables(), [])
    return { answer, batch }
  })

/** The next listeners of a signal that lies in `instance_commands`; nothing when another node or an earlier try has taken it. */
export const continueSignal = (key: InstanceCommandKey, surroundings: SignalSurroundings): Promise<SignalBatch> =>
  surroundings.store.transaction(async (transaction) => {
    const row = await transaction.lockInstanceCommand(key)
    if (row?.command.type !== 'BroadcastSignal') return NOTHING
    const writes = createWriteSet()
    const batch = await nextBatch(row.command, key, transaction, writes, surroundings)
    const { sourceInstanceId, sourceSeq, position } = key
    const keyText = `${sourceInstanceId} ${sourceSeq} ${position}`
    if (batch.rest) writes.put('instance_commands', keyText, { ...batch.rest, command: JSON.stringify(batch.rest.command) })
    else writes.remove('instance_commands', keyText, { sourceInstanceId, sourceSeq, position })
    await transaction.write(writes.tables(), [])
    return batch
  })

/**
 * Instances are taken in order of their ids, each once: what one subscribes to because of the signal is not reached by it again. Start
 * events come with the last batch.
 */
const nextBatch = async (
  signal: BroadcastSignal, key: InstanceCommandKey, transaction: CommandTransaction, writes: WriteSet, surroundings: SignalSurroundings,
): Promise<SignalBatch> => {
  const { newId, nowMs } = surroundings
  const listeners = await transaction.signalListeners(signal.name, signal.after ?? '', SIGNAL_BATCH)
  const isLast = listeners.length < SIGNAL_BATCH
  const passedOver = signal.thrower?.hasHeard ? signal.thrower.instanceId : null
  const commands: { instanceId: string; command: Command }[] = listeners.filter((instanceId) => instanceId !== passedOver).map((instanceId) => ({ instanceId, command: delivery(signal, instanceId) }))
  if (isLast) {
    const { variables, chain } = signal
    const { starts } = await openGathering({ transaction, writes, newId, nowMs }).arrive(surroundings.starts, { variables, businessKey: null, key: null, starter: null, ...(chain !== undefined && { chain }) })
    for (const command of starts) commands.push({ instanceId: command.instanceId, command })
  }
  const sourceInstanceId = `signal:${newId()}`
  const sent = commands.map(({ instanceId, command }, position): InstanceCommandRow => ({
    sourceInstanceId, sourceSeq: 0, position, instanceId, command, createdAtMs: nowMs,
  }))
  for (const row of sent) insertCommand(row, writes)
  const rest = isLast ? null : { ...key, instanceId: null, command: { ...signal, after: listeners.at(-1) }, createdAtMs: nowMs }
  return { matched: commands.map(({ instanceId }) => instanceId), sent, rest }
}

const delivery = ({ name, variables, thrower, chain }: BroadcastSignal, instanceId: string): Command => ({
  type: 'DeliverSignal', name, variables, ...(thrower?.instanceId === instanceId && { until: thrower.until }), ...(chain !== undefined && { chain }),
})

const insertCommand = (row: InstanceCommandRow, writes: WriteSet): void =>
  writes.insert('instance_commands', `${row.sourceInstanceId} ${row.sourceSeq} ${row.position}`, { ...row, command: JSON.stringify(row.command) })
