import type { StartInstance } from '#engine/kernel/commands'
import type { BroadcastSignal } from '#engine/kernel/effects'
import type { CommandBus } from '../bus/command_bus.js'
import type { Actor } from '../command_envelope.js'
import type { MessageInput, SignalInput } from '../engine.js'
import type { PackageRegistry } from '../packages/package_registry.js'
import type { CommandStore } from '../ports/command_store.js'
import type { InstanceCommandRow, WorkStore } from '../ports/work_store.js'
import { RuntimeException } from '../errors.js'
import { correlateMessage, SUSPENDED, type Message, type MessageAnswer } from './correlate_message.js'
import { announceSignal, continueSignal, type SignalAnswer, type SignalBatch } from './broadcast_signal.js'
import { messageStarts, signalStarts } from './start_elements.js'

export interface SentSurroundings {
  store: CommandStore
  work: WorkStore
  registry: PackageRegistry
  bus(): CommandBus
  clock(): number
  newId(): string
  wait(milliseconds: number): Promise<void>
  onError(error: unknown, where: string): void
}

/** What instances send to each other, and messages from outside. */
export interface SentCommands {
  /** Durable rows, to be taken up at once. */
  follow(rows: readonly InstanceCommandRow[]): void
  correlate(input: MessageInput): Promise<MessageAnswer>
  /** Answers when its first 500 listeners have been reached; the others follow. */
  signal(input: SignalInput): Promise<SignalAnswer>
  /** Decides starts in a transaction and carries them out; answers the instances, without those that were refused. */
  begin(decide: () => Promise<InstanceCommandRow[]>): Promise<string[]>
  /** Takes up what lies there since before `olderThanMs`; answers whether there was anything and all of it went well. */
  takeLeft(olderThanMs: number): Promise<boolean>
  /** Tries parked commands again, e.g. by a server that knows better; answers how many there were. */
  releaseParked(): Promise<number>
  /** Resolves when everything under way in this process is done. */
  settled(): Promise<unknown>
  readonly underWay: number
}

const SYSTEM: Actor = { kind: 'system' }
const RETRIES = 8
const BATCH = 500
/** Failures after which a command is parked, with its error, so that it neither burdens nor blocks the others. */
const FAILURES = 10
const FIRST_PAUSE_MS = 1_000

export const createSentCommands = (surroundings: SentSurroundings): SentCommands => {
  const { store, registry } = surroundings
  const underWay = new Set<Promise<unknown>>()

  const retrying = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        const mayRetry = store.isTransient(error) || (attempt === 0 && store.isDuplicate(error))
        if (!mayRetry || attempt >= RETRIES) throw error
        await surroundings.wait(2 ** attempt)
      }
    }
  }

  /** Decided in one transaction; then every command that came of it is carried out before the answer. */
  const correlate = async (message: Message): Promise<MessageAnswer> => {
    const starts = await messageStarts(message.name, registry)
    const { newId } = surroundings
    const correlation = await retrying(() => correlateMessage(message, { store, starts, newId, nowMs: surroundings.clock() }))
    if (correlation.kind === 'dropped') return { matched: [], held: 0 }
    await Promise.all(correlation.sent.map((row) => surroundings.bus().take(row)))
    return { matched: correlation.matched, held: correlation.held }
  }

  /** A message that waits for a suspended instance is no failure. */
  const report = (error: unknown): void => {
    if (!(error instanceof RuntimeException && error.code === SUSPENDED)) surroundings.onError(error, 'instance_commands')
  }

  /** A command that throws is tried again later and later, and parked at last; what the database or a full queue refuses is not its fault. */
  const noteFailure = async (row: InstanceCommandRow, error: unknown): Promise<void> => {
    report(error)
    if (error instanceof RuntimeException || store.isTransient(error)) return
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 2_000)
    const nowMs = surroundings.clock()
    const next = (attempts: number): number | null => (attempts >= FAILURES ? null : nowMs + FIRST_PAUSE_MS * 2 ** attempts)
    const { attempts, retryAtMs } = await surroundings.work.noteFailedCommand(row, message, next)
    if (retryAtMs !== null) return
    const { sourceInstanceId, sourceSeq, position, instanceId, command } = row
    const named = `${command.type} ${sourceInstanceId} ${sourceSeq} ${position} for ${instanceId ?? 'whoever waits'}`
    surroundings.onError(new Error(`Parked ${named} after ${attempts} failures; the next start of the server tries it again. Last: ${message}`), 'instance_commands')
  }

  /** What goes wrong with one listener stays where it is and is taken up again; the others are not kept from their signal. */
  const reach = ({ sent }: SignalBatch): Promise<unknown> => Promise.all(sent.map((row) => surroundings.bus().take(row).catch(report)))

  /** Brings a signal to all that listen, batch by batch. */
  const handOut = async (row: InstanceCommandRow, { name }: BroadcastSignal): Promise<void> => {
    const starts = await signalStarts(name, registry)
    for (let rest: InstanceCommandRow | null = row; rest !== null; ) {
      const key: InstanceCommandRow = rest
      const batch: SignalBatch = await retrying(() => continueSignal(key, { store, starts, newId: surroundings.newId, nowMs: surroundings.clock() }))
      await reach(batch)
      rest = batch.rest
    }
  }

  const take = (row: InstanceCommandRow): Promise<unknown> => {
    if (row.command.type === 'BroadcastSignal') return handOut(row, row.command)
    if (row.command.type !== 'PublishMessage') return surroundings.bus().take(row)
    const { name, correlationKey, variables, chain } = row.command
    return correlate({ name, correlationKey, businessKey: null, variables, actor: SYSTEM, source: row, ...(chain !== undefined && { chain }) })
  }

  const follow = (rows: readonly InstanceCommandRow[]): void => {
    for (const row of rows) {
      const settled: Promise<unknown> = take(row)
        .catch(report)
        .finally(() => underWay.delete(settled))
      underWay.add(settled)
    }
  }

  return {
    follow,
    async signal({ name, variables = {}, idempotency }) {
      const starts = await signalStarts(name, registry)
      const signal: BroadcastSignal = { type: 'BroadcastSignal', name, variables, thrower: null }
      const { answer, batch } = await retrying(() => announceSignal(signal, idempotency, { store, starts, newId: surroundings.newId, nowMs: surroundings.clock() }))
      await reach(batch)
      if (batch.rest) follow([batch.rest])
      return answer
    },
    correlate: ({ name, correlationKey = null, businessKey = null, variables = {}, actor, idempotency }) =>
      correlate({ name, correlationKey, businessKey, variables, actor, idempotency, source: null }),
    async begin(decide) {
      const rows = await retrying(decide)
      const answers = await Promise.all(rows.map((row) => surroundings.bus().take(row)))
      return rows.flatMap(({ command }, index) => (answers[index]?.ok === true ? [(command as StartInstance).instanceId] : []))
    },
    async takeLeft(olderThanMs) {
      const rows = await surroundings.work.leftInstanceCommands({ olderThanMs, limit: BATCH, nowMs: surroundings.clock() })
      const answers = await Promise.allSettled(rows.map(take))
      for (const [index, answer] of answers.entries()) if (answer.status === 'rejected') await noteFailure(rows[index], answer.reason)
      return rows.length > 0 && answers.every(({ status }) => status === 'fulfilled')
    },
    releaseParked: () => surroundings.work.releaseParkedCommands(),
    settled: () => Promise.all(underWay),
    get underWay() {
      return underWay.size
    },
  }
}
