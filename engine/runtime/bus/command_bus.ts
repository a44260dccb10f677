import type { Answer, CommandEnvelope } from '../command_envelope.js'
import type { BusLimits } from '../engine.js'
import { busOverloaded, busStopped } from '../errors.js'
import type { InstanceCommandRow } from '../ports/work_store.js'
import type { GroupDecision, ItemOutcome } from './decide_group.js'
import { createGroupQueue } from './group_queue.js'
import { executeGroup } from './execute_group.js'
import type { AcceptedCommand } from './decide_command.js'
import type { GroupSurroundings } from './run_group.js'
import { idempotencyId, type WorkItem } from './work_item.js'

export interface BusSurroundings extends GroupSurroundings {
  limits: BusLimits
  /** Gives a first answer again, its events read from the journal. */
  repeat(stored: string): Promise<Answer>
  /** Called after the commit, before the answer: what others have to be told. */
  committed(item: WorkItem, accepted: AcceptedCommand, decision: GroupDecision): void
  /** Messages and commands for other instances, durable now. */
  sent(rows: readonly InstanceCommandRow[]): void
  wait(milliseconds: number): Promise<void>
  /** Figures of each committed group. */
  measured?(figures: GroupFigures): void
}

export interface GroupFigures {
  commands: number
  rows: number
  hashedBytes: number
  /** Of each command: milliseconds from the queue to the commit. */
  waitedMs: readonly number[]
}

export interface CommandBus {
  submit(envelope: CommandEnvelope): Promise<Answer>
  /** A command that lies in `instance_commands`. */
  take(row: InstanceCommandRow): Promise<Answer>
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>
  stop(): Promise<void>
  readonly waiting: number
}

const dropped: Answer = { ok: false, rejection: { code: 'CONFLICT', message: '这项操作已由另一进程执行。' } }

const rowCount = (decision: GroupDecision): number =>
  decision.writes.tables().reduce(
    (sum, table) =>
      sum + table.inserts.length + table.puts.length + table.updates.reduce((rows, update) => rows + update.rows.length, 0) +
      table.deletes.reduce((rows, list) => rows + list.length, 0),
    decision.businessChanges.length,
  )

/** Who is told what after a commit. */
const settle = async (item: WorkItem, outcome: ItemOutcome, decision: GroupDecision, surroundings: BusSurroundings): Promise<void> => {
  if (outcome.kind === 'failed') return item.reject(outcome.error)
  if (outcome.kind === 'dropped') return item.resolve(dropped)
  if (outcome.kind === 'repeated') return surroundings.repeat(outcome.stored.answer).then(item.resolve, item.reject)
  if (outcome.kind !== 'answered') return undefined
  if (outcome.accepted) surroundings.committed(item, outcome.accepted, decision)
  return item.resolve(outcome.answer)
}

const groupFigures = (items: readonly WorkItem[], decision: GroupDecision): GroupFigures => {
  const now = performance.now()
  const waitedMs = items.flatMap(({ queuedAtMs }, index) => (decision.outcomes[index].kind === 'postponed' ? [] : [now - queuedAtMs]))
  return { commands: waitedMs.length, rows: rowCount(decision), hashedBytes: decision.hashedBytes, waitedMs }
}

/** Everything that follows a commit; answers what the group had no time for. */
const publishGroup = (items: readonly WorkItem[], decision: GroupDecision, surroundings: BusSurroundings): WorkItem[] => {
  for (const [id, known] of decision.known) surroundings.cache.put(id, known)
  if (decision.sent.length) surroundings.sent(decision.sent)
  for (const [index, item] of items.entries()) void settle(item, decision.outcomes[index], decision, surroundings)
  const postponed = items.filter((_, index) => decision.outcomes[index].kind === 'postponed')
  if (surroundings.measured) surroundings.measured(groupFigures(items, decision))
  return postponed
}

/** One command under one idempotency key at a time: a twin gets the first one's answer, another body waits for its conflict. */
const onceByKey = (enqueue: (envelope: CommandEnvelope) => Promise<Answer>) => {
  const inFlight = new Map<string, { bodyHash: string; answer: Promise<Answer> }>()
  return (envelope: CommandEnvelope): Promise<Answer> => {
    const { idempotency } = envelope
    if (!idempotency) return enqueue(envelope)
    const id = idempotencyId(idempotency)
    const twin = inFlight.get(id)
    if (twin?.bodyHash === idempotency.bodyHash) return twin.answer
    if (twin) return twin.answer.then(() => enqueue(envelope), () => enqueue(envelope))
    const answer = enqueue(envelope).finally(() => inFlight.delete(id))
    inFlight.set(id, { bodyHash: idempotency.bodyHash, answer })
    return answer
  }
}

/** Commands that arrive while a group is being written form the next one: no delay when idle, large groups under load. */
export const createCommandBus = (surroundings: BusSurroundings): CommandBus => {
  const { limits, store } = surroundings
  const queue = createGroupQueue({ groupSize: limits.groupSize, atOnce: store.atOnce })
  const bus: { isTurnAsked: boolean; isStopped: boolean; idlers: (() => void)[] } = { isTurnAsked: false, isStopped: false, idlers: [] }

  const finish = (items: readonly WorkItem[], decision: GroupDecision): void => queue.putBack(publishGroup(items, decision, surroundings))

  /** Who has waited too long is told so; commands of other instances wait as long as it takes. */
  const refuseStale = (): void => {
    const oldest = performance.now() - limits.queueMs
    const stale = queue.remove((item) => !item.source && item.queuedAtMs < oldest)
    for (const item of stale) item.reject(busOverloaded(queue.waiting))
  }

  const runGroups = (): void => {
    bus.isTurnAsked = false
    refuseStale()
    for (let group = queue.take(); group !== null; group = queue.take()) void execute(group)
    if (queue.isIdle()) for (const resolve of bus.idlers.splice(0)) resolve()
  }

  /** One turn of the event loop: a synchronous database must not starve sockets and timers, and what they bring joins the next group. */
  const askTurn = (): void => {
    if (bus.isTurnAsked) return
    bus.isTurnAsked = true
    setImmediate(runGroups)
  }

  const execute = async (group: readonly WorkItem[]): Promise<void> => {
    try {
      await executeGroup(group, { ...surroundings, finish })
    } finally {
      queue.done(group)
      askTurn()
    }
  }

  const enqueue = (envelope: CommandEnvelope, source: WorkItem['source']): Promise<Answer> =>
    new Promise((resolve, reject) => {
      queue.add({ envelope, source, queuedAtMs: performance.now(), resolve, reject })
      askTurn()
    })

  const idle = (): Promise<void> => (queue.isIdle() ? Promise.resolve() : new Promise((resolve) => void bus.idlers.push(resolve)))

  const submitOnce = onceByKey((envelope) => enqueue(envelope, null))

  return {
    async submit(envelope) {
      if (bus.isStopped) throw busStopped()
      if (queue.waiting >= limits.queueSize) throw busOverloaded(queue.waiting)
      return submitOnce(envelope)
    },
    async take(row) {
      if (bus.isStopped) throw busStopped()
      if (row.instanceId === null || row.command.type === 'PublishMessage' || row.command.type === 'BroadcastSignal') {
        throw new Error(`Expected a command for an instance, but got ${row.command.type}.`)
      }
      return enqueue({ instanceId: row.instanceId, command: row.command, actor: { kind: 'system' } }, row)
    },
    idle,
    async stop() {
      bus.isStopped = true
      for (const item of queue.remove(() => true)) item.reject(busStopped())
      await idle()
    },
    get waiting() {
      return queue.waiting
    },
  }
}
