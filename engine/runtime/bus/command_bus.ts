import type { Answer, CommandEnvelope } from '../command_envelope.js'
import type { BusLimits } from '../engine.js'
import { busOverloaded, busStopped } from '../errors.js'
import type { InstanceCommandRow } from '../ports/work_store.js'
import type { GroupDecision, ItemOutcome } from './decide_group.js'
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

/** One turn of the event loop: a synchronous database must not starve sockets and timers, and what they bring joins the next group. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

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
  const { limits } = surroundings
  const bus: { queue: WorkItem[]; running: Promise<void> | null; isStopped: boolean } = { queue: [], running: null, isStopped: false }
  const finish = (items: readonly WorkItem[], decision: GroupDecision): void => {
    bus.queue.unshift(...publishGroup(items, decision, surroundings))
  }

  /** Who has waited too long is told so; commands of other instances wait as long as it takes. */
  const refuseStale = (): void => {
    const oldest = performance.now() - limits.queueMs
    const isStale = (item: WorkItem) => !item.source && item.queuedAtMs < oldest
    const stale = bus.queue.filter(isStale)
    if (stale.length) bus.queue = bus.queue.filter((item) => !isStale(item))
    for (const item of stale) item.reject(busOverloaded(bus.queue.length))
  }

  const run = async (): Promise<void> => {
    while (bus.queue.length) {
      await nextTurn()
      refuseStale()
      const group = bus.queue.splice(0, limits.groupSize)
      if (group.length) await executeGroup(group, { ...surroundings, finish })
    }
    bus.running = null
  }

  const enqueue = (envelope: CommandEnvelope, source: WorkItem['source']): Promise<Answer> =>
    new Promise((resolve, reject) => {
      bus.queue.push({ envelope, source, queuedAtMs: performance.now(), resolve, reject })
      bus.running ??= run()
    })

  const submitOnce = onceByKey((envelope) => enqueue(envelope, null))

  return {
    async submit(envelope) {
      if (bus.isStopped) throw busStopped()
      if (bus.queue.length >= limits.queueSize) throw busOverloaded(bus.queue.length)
      return submitOnce(envelope)
    },
    async take(row) {
      if (bus.isStopped) throw busStopped()
      if (row.instanceId === null || row.command.type === 'PublishMessage' || row.command.type === 'BroadcastSignal') {
        throw new Error(`Expected a command for an instance, but got ${row.command.type}.`)
      }
      return enqueue({ instanceId: row.instanceId, command: row.command, actor: { kind: 'system' } }, row)
    },
    async idle() {
      while (bus.running) await bus.running
    },
    async stop() {
      bus.isStopped = true
      for (const item of bus.queue.splice(0)) item.reject(busStopped())
      await bus.running
    },
    get waiting() {
      return bus.queue.length
    },
  }
}
