import type { Command, Variables } from '#engine/kernel/commands'
import { createWriteSet } from '../bus/write_set.js'
import type { Actor, CommandEnvelope } from '../command_envelope.js'
import { RuntimeException } from '../errors.js'
import { instanceCommandKeyText, type CommandStore, type CommandTransaction } from '../ports/command_store.js'
import type { SubscriptionRow } from '../ports/rows.js'
import type { InstanceCommandKey, InstanceCommandRow } from '../ports/work_store.js'
import { correlationText } from './correlation_text.js'
import { firstAnswer, keepFirstAnswer } from './first_answer.js'
import { openGathering, type Gathering } from './gather_starts.js'
import type { StartElement } from './start_elements.js'

export interface Message {
  name: string
  correlationKey: string | null
  businessKey: string | null
  variables: Variables
  actor: Actor
  idempotency?: CommandEnvelope['idempotency']
  /** Of a message that an instance has thrown: how many messages and signals led to it. */
  chain?: number
  /** Row in `instance_commands` when an instance published it. */
  source: InstanceCommandKey | null
}

export interface CorrelationSurroundings {
  store: CommandStore
  starts: readonly StartElement[]
  newId(): string
  nowMs: number
}

/** What the sender is told. */
export interface MessageAnswer {
  /** Instances it was brought to or has started. */
  matched: string[]
  /** Start events that keep it until the others of their triggers have come. */
  held: number
}

export type Correlation =
  | ({ kind: 'correlated'; sent: readonly InstanceCommandRow[] } & MessageAnswer)
  /** Taken already, by another node or before a crash. */
  | { kind: 'dropped' }

/** Code of the exception for a message that only suspended instances wait for. */
export const SUSPENDED = 'E_RUNTIME_SUSPENDED'

const suspended = () => new RuntimeException(SUSPENDED, 423, '等待这条消息的流程已被挂起，消息没有送达。请在激活后重新发送。')

/**
 * Subscriptions that can take a message now. One that only suspended instances wait for is refused: a sender outside can send it again,
 * one inside leaves it in `instance_commands`, from where it is taken up again until somebody is awake.
 */
const awake = async (waiting: readonly SubscriptionRow[], transaction: CommandTransaction): Promise<SubscriptionRow[]> => {
  const ids = [...new Set(waiting.map(({ instanceId }) => instanceId))].sort()
  const locked = await transaction.lockInstances(ids, () => undefined)
  const ready = waiting.filter(({ instanceId }) => locked.get(instanceId)?.row?.status === 'active')
  const isAsleep = waiting.some(({ instanceId }) => locked.get(instanceId)?.row?.status === 'suspended')
  if (ready.length === 0 && isAsleep) throw suspended()
  return ready
}

interface Targets {
  commands: { instanceId: string; command: Command }[]
  held: number
}

const targets = async (
  message: Message, transaction: CommandTransaction, gathering: Gathering, { starts }: CorrelationSurroundings,
): Promise<Targets> => {
  const chained = message.chain === undefined ? {} : { chain: message.chain }
  const waiting = await transaction.subscriptions(message.name, correlationText(message.correlationKey), message.businessKey)
  if (waiting.length) {
    const commands = (await awake(waiting, transaction)).map((subscription) => ({
      instanceId: subscription.instanceId,
      command: { type: 'DeliverMessage' as const, subscriptionId: subscription.id, name: message.name, variables: message.variables, ...chained },
    }))
    return { commands, held: 0 }
  }
  const { variables, businessKey, correlationKey, actor } = message
  const gathered = await gathering.arrive(starts, { variables, businessKey, key: businessKey ?? correlationKey, starter: actor.kind === 'user' ? actor.id : null, ...chained })
  return { commands: gathered.starts.map((command) => ({ instanceId: command.instanceId, command })), held: gathered.held }
}

/**
 * Decides in one transaction who gets a message, and leaves a command for each in `instance_commands`: every waiting subscription
 * of the name and key – one that waits for a key takes no message without it, so that nothing meant for one reaches all –; when nobody
 * waits, the message start events, of which those that need further triggers keep it. A message that fits nobody is gone: it does not wait for
 * a later subscriber.
 */
export const correlateMessage = (message: Message, surroundings: CorrelationSurroundings): Promise<Correlation> =>
  surroundings.store.transaction(async (transaction) => {
    if (message.source && !(await transaction.untaken([message.source])).has(instanceCommandKeyText(message.source))) return { kind: 'dropped' }
    const repeated = await firstAnswer<{ matched: string[]; held?: number }>(message.idempotency, transaction)
    if (repeated) return { kind: 'correlated', matched: repeated.matched, held: repeated.held ?? 0, sent: [] }
    const writes = createWriteSet()
    const { newId, nowMs } = surroundings
    const { commands, held } = await targets(message, transaction, openGathering({ transaction, writes, newId, nowMs }), surroundings)
    const sourceInstanceId = `message:${newId()}`
    const sent = commands.map(({ instanceId, command }, position): InstanceCommandRow => ({
      sourceInstanceId, sourceSeq: 0, position, instanceId, command, createdAtMs: nowMs,
    }))
    for (const row of sent) writes.insert('instance_commands', `${sourceInstanceId} ${row.position}`, { ...row, command: JSON.stringify(row.command) })
    if (message.source) {
      const { sourceInstanceId: from, sourceSeq, position } = message.source
      writes.remove('instance_commands', `${from} ${sourceSeq} ${position}`, { sourceInstanceId: from, sourceSeq, position })
    }
    const matched = [...new Set(commands.map(({ instanceId }) => instanceId))]
    keepFirstAnswer(message.idempotency, { matched, held }, nowMs, writes)
    await transaction.write(writes.tables(), [])
    return { kind: 'correlated', matched, held, sent }
  })
