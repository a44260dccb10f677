import type { Answer, CommandEnvelope } from '../command_envelope.js'
import type { BusLimits } from '../engine.js'
import { busOverloaded, busStopped } from '../errors.js'
import type { InstanceCommandRow } from '../ports/work_store.js'
import type { GroupDecision, ItemOutcome } from './decide_group.js'
import type { AcceptedCommand } from './decide_command.js'
import { runGroup, type GroupSurroundings } from './run_group.js'
import { idempotencyId, type WorkItem } from './work_item.js'

export interface BusSurroundings extends GroupSurroundings {
  limits: BusLimits
  clock(): number
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

const RETRIES = 8

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

/** Commands that arrive while a group is being written form the next one: no delay when idle, large groups under load. */
export const createCommandBus = (surroundings: BusSurroundings): CommandBus => {
  const { limits, store, cache } = surroundings
  let queue: WorkItem[] = []
  let running: Promise<void> | null = null
  let isStopped = false
  const inFlight = new Map<string, { bodyHash: string; answer: Promise<Answer> }>()

  const settle = async (item: WorkItem, outcome: ItemOutcome, decision: GroupDecision): Promise<void> => {
    if (outcome.kind === 'failed') return item.reject(outcome.error)
    if (outcome.kind === 'dropped') return item.resolve(dropped)
    if (outcome.kind === 'answered') {
      if (outcome.accepted) surroundings.committed(item, outcome.accepted, decision)
      return item.resolve(outcome.answer)
    }
    if (outcome.kind === 'repeated') await surroundings.repeat(outcome.stored.answer).then(item.resolve, item.reject)
  }

  const finish = (items: readonly WorkItem[], decision: GroupDecision): void => {
    for (const [id, known] of decision.known) cache.put(id, known)
    if (decision.sent.length) surroundings.sent(decision.sent)
    const postponed: WorkItem[] = []
    for (const [index, item] of items.entries()) {
      const outcome = decision.outcomes[index]
      if (outcome.kind === 'postponed') postponed.push(item)
      else void settle(item, outcome, decision)
    }
    if (postponed.length) queue = [...postponed, ...queue]
    surroundings.measured?.({ commands: items.length - postponed.length, rows: rowCount(decision), hashedBytes: decision.hashedBytes })
  }

  const forget = (items: readonly WorkItem[]): void => {
    for (const { envelope } of items) cache.forget(envelope.instanceId)
  }

  /** Tries a group until it commits or the database refuses it for good. */
  const attempt = async (items: readonly WorkItem[]): Promise<GroupDecision> => {
    for (let retry = 0; ; retry += 1) {
      try {
        return await runGroup(items, surroundings)
      } catch (error) {
        forget(items)
        const mayRetry = store.isTransient(error) || (items.length === 1 && retry === 0 && store.isDuplicate(error))
        if (!mayRetry || retry >= RETRIES) throw error
        await surroundings.wait(Math.min(200, 2 ** retry) * (0.5 + (retry % 3) / 2))
      }
    }
  }

  /** Only the culprit gets the error: after a refusal the commands run again one transaction each. */
  const execute = async (items: readonly WorkItem[]): Promise<void> => {
    try {
      finish(items, await attempt(items))
    } catch (error) {
      if (items.length === 1) return items[0].reject(error)
      for (const item of items) {
        try {
          finish([item], await attempt([item]))
        } catch (alone) {
          item.reject(alone)
        }
      }
    }
  }

  const refuseStale = (): void => {
    const oldest = surroundings.clock() - limits.queueMs
    if (!queue.length || queue[0].queuedAtMs >= oldest) return
    const isStale = (item: WorkItem) => !item.source && item.queuedAtMs < oldest
    const stale = queue.filter(isStale)
    queue = queue.filter((item) => !isStale(item))
    for (const item of stale) item.reject(busOverloaded(queue.length))
  }

  const run = async (): Promise<void> => {
    while (queue.length) {
      await nextTurn()
      refuseStale()
      const group = queue.slice(0, limits.groupSize)
      queue = queue.slice(group.length)
      if (group.length) await execute(group)
    }
    running = null
  }

  const enqueue = (envelope: CommandEnvelope, source: WorkItem['source']): Promise<Answer> =>
    new Promise((resolve, reject) => {
      queue.push({ envelope, source, queuedAtMs: surroundings.clock(), resolve, reject })
      running ??= run()
    })

  const submitOnce = (envelope: CommandEnvelope): Promise<Answer> => {
    const { idempotency } = envelope
    if (!idempotency) return enqueue(envelope, null)
    const id = idempotencyId(idempotency)
    const twin = inFlight.get(id)
    if (twin?.bodyHash === idempotency.bodyHash) return twin.answer
    if (twin) return twin.answer.then(() => enqueue(envelope, null), () => enqueue(envelope, null))
    const answer = enqueue(envelope, null).finally(() => inFlight.delete(id))
    inFlight.set(id, { bodyHash: idempotency.bodyHash, answer })
    return answer
  }

  return {
    async submit(envelope) {
      if (isStopped) throw busStopped()
      if (queue.length >= limits.queueSize) throw busOverloaded(queue.length)
      return submitOnce(envelope)
    },
    async take(row) {
      if (isStopped) throw busStopped()
      if (row.instanceId === null || row.command.type === 'PublishMessage') throw new Error('Expected a command for an instance, but got a message.')
      return enqueue({ instanceId: row.instanceId, command: row.command, actor: { kind: 'system' } }, row)
    },
    async idle() {
      while (running) await running
    },
    async stop() {
      isStopped = true
      const rest = queue
      queue = []
      for (const item of rest) item.reject(busStopped())
      if (running) await running
    },
    get waiting() {
      return queue.length
    },
  }
}
