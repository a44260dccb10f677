import { hostname } from 'node:os'
import type { Decisions } from '#engine/kernel/step_context'
import { createCommandBus, type BusSurroundings, type CommandBus } from './bus/command_bus.js'
import { committedNews } from './bus/committed_news.js'
import { createStateCache } from './bus/state_cache.js'
import type { Actor, Answer } from './command_envelope.js'
import type { BusLimits, CommittedNews, Engine, EngineOptions, EnginePorts, JobHandler, MessageInput, StartInput } from './engine.js'
import { unknownDefinition } from './errors.js'
import { correlateMessage, type Message } from './messages/correlate_message.js'
import { messageStarts } from './messages/message_starts.js'
import { kernelMachine, type Machine } from './machine.js'
import { createPackageRegistry } from './packages/package_registry.js'
import { createPackages } from './packages/create_packages.js'
import type { HistoryQueries } from './ports/history_queries.js'
import type { InstanceCommandRow } from './ports/work_store.js'
import { visibleVariables } from './visible_variables.js'
import { fireDueTimers } from './workers/fire_due_timers.js'
import { runJobs } from './workers/run_jobs.js'
import { createWorkerLoop } from './workers/worker_loop.js'

const DEFAULT_LIMITS: BusLimits = { groupSize: 256, groupMs: 25, queueSize: 20_000, queueMs: 15_000, cacheBytes: 64 * 1024 * 1024 }

const NO_DECISIONS: Decisions = { evaluate: () => undefined }

const FOLLOW_UP_RETRIES = 5
/** Commands that nobody has taken for so long were left by a killed process. */
const LEFT_AFTER_MS = 5_000
const ANSWER_LIFETIME_MS = 24 * 3_600_000

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

const repeatAnswer = async (stored: string, history: HistoryQueries): Promise<Answer> => {
  const first = JSON.parse(stored) as Answer & { hasEvents?: boolean }
  if (!first.ok) return first
  const entry = first.hasEvents ? await history.entry(first.instanceId, first.revision) : null
  return { ok: true, instanceId: first.instanceId, status: first.status, revision: first.revision, events: entry?.events ?? [] }
}

export interface EngineHooks {
  /** Figures of each committed group, for the bench. */
  measured?: BusSurroundings['measured']
  /** Around the commit, for the crash test. */
  beforeCommit?: BusSurroundings['beforeCommit']
  afterCommit?: BusSurroundings['afterCommit']
  /** Background work that failed; it is tried again. */
  onError?: (error: unknown, where: string) => void
  /** How people are called in messages. */
  nameOf?: (userId: string) => string
  /** Business tables locked last. */
  isCounter?: (table: string) => boolean
}

/** Wires the shell: one bus, one registry of packages, the workers. `open` before the first command. */
export const createEngine = (
  ports: EnginePorts, options: EngineOptions, hooks: EngineHooks = {}, machine: Machine = kernelMachine,
): Engine => {
  const limits = { ...DEFAULT_LIMITS, ...options.bus }
  const nodeId = options.nodeId ?? `${hostname()}:${process.pid}`
  const registry = createPackageRegistry(ports.packages, machine.compile)
  const listeners = new Set<(news: CommittedNews) => void>()
  const handlers = new Map<string, JobHandler>()
  const onError = hooks.onError ?? (() => undefined)
  /** Sent commands under way in this process. */
  const underWay = new Set<Promise<unknown>>()

  const tell = (news: CommittedNews): void => {
    for (const listener of listeners) {
      try {
        listener(news)
      } catch (error) {
        onError(error, 'listener')
      }
    }
  }

  const follow = (work: Promise<unknown>): void => {
    const settled = work.catch((error: unknown) => onError(error, 'instance_commands')).finally(() => underWay.delete(settled))
    underWay.add(settled)
  }

  const bus: CommandBus = createCommandBus({
    limits,
    clock: options.clock,
    wait,
    store: ports.commands,
    cache: createStateCache(limits.cacheBytes),
    world: () => {
      const started = performance.now()
      return {
        step: machine.step,
        participants: options.participants,
        directory: options.directory(),
        calendar: options.calendar(),
        decisions: options.decisions ?? (() => NO_DECISIONS),
        definition: registry.find,
        package: registry.loaded,
        nowMs: options.clock(),
        nameOf: hooks.nameOf ?? ((userId) => userId),
        visibleVariables,
        hasTime: () => performance.now() - started < limits.groupMs,
      }
    },
    loadPackage: async (packageId) => void (await registry.load(packageId)),
    isCounter: hooks.isCounter ?? ((table) => table === 'counters'),
    repeat: (stored) => repeatAnswer(stored, ports.history),
    committed: (_item, accepted, decision) => {
      if (listeners.size) tell(committedNews(accepted, decision.tasks))
      for (const event of accepted.events) {
        if (event.type === 'JobCreated') jobs.wake()
        else if (event.type === 'TimerArmed') wakeAt(event.dueAtMs)
      }
      if (accepted.jobs.length) jobs.wake()
    },
    sent: (rows) => {
      for (const row of rows) follow(takeSent(row))
    },
    measured: hooks.measured,
    beforeCommit: hooks.beforeCommit,
    afterCommit: hooks.afterCommit,
  })

  const correlateNow = async (message: Message): Promise<string[]> => {
    const starts = await messageStarts(message.name, registry)
    const correlation = await retrying(() =>
      correlateMessage(message, { store: ports.commands, starts, newId: options.newId, nowMs: options.clock() }),
    )
    if (correlation.kind === 'dropped') return []
    await Promise.all(correlation.sent.map((row) => bus.take(row)))
    return correlation.matched
  }

  const retrying = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        const mayRetry = ports.commands.isTransient(error) || (attempt === 0 && ports.commands.isDuplicate(error))
        if (!mayRetry || attempt >= 8) throw error
        await wait(2 ** attempt)
      }
    }
  }

  const takeSent = (row: InstanceCommandRow): Promise<unknown> => {
    if (row.command.type !== 'PublishMessage') return bus.take(row)
    const { name, correlationKey, variables } = row.command
    return correlateNow({ name, correlationKey, businessKey: null, variables, actor: { kind: 'system' }, source: row })
  }

  const timers = createWorkerLoop(
    async () => (await fireDueTimers(ports.work, bus, options.clock(), nodeId)) > 0, 1_000, (error) => onError(error, 'timers'),
  )
  const jobSurroundings = { work: ports.work, bus, handlers, clock: options.clock, random: Math.random, owner: nodeId }
  const jobs = createWorkerLoop(async (signal) => (await runJobs(jobSurroundings, signal)) > 0, 1_000, (error) => onError(error, 'jobs'))
  const takeLeft = async (olderThanMs: number): Promise<boolean> => {
    const rows = await ports.work.leftInstanceCommands({ olderThanMs, limit: 500 })
    const answers = await Promise.allSettled(rows.map(takeSent))
    for (const answer of answers) if (answer.status === 'rejected') onError(answer.reason, 'instance_commands')
    return rows.length > 0 && answers.every((answer) => answer.status === 'fulfilled')
  }
  const left = createWorkerLoop(() => takeLeft(options.clock() - LEFT_AFTER_MS), 2_000, (error) => onError(error, 'instance_commands'))
  const cleaner = createWorkerLoop(
    async () => {
      await ports.work.removeStaleAnswers(options.clock() - ANSWER_LIFETIME_MS)
      return false
    },
    10 * 60_000,
    (error) => onError(error, 'cleaning'),
  )
  const refresher = createWorkerLoop(
    async () => {
      await registry.refresh()
      return false
    },
    5_000,
    (error) => onError(error, 'definitions'),
  )
  const loops = [timers, jobs, left, cleaner, refresher]

  const wakeAt = (dueAtMs: number): void => {
    const afterMs = dueAtMs - options.clock()
    if (afterMs < 1_000) setTimeout(timers.wake, Math.max(0, afterMs)).unref()
  }

  const start = async (input: StartInput): Promise<Answer> => {
    const definition = registry.byKey(input.definitionKey, input.version)
    if (!definition) throw unknownDefinition(input.version === undefined ? input.definitionKey : `${input.definitionKey} 第 ${input.version} 版`)
    const instanceId = options.newId()
    return bus.submit({
      instanceId,
      command: {
        type: 'StartInstance', instanceId, definitionId: definition.id, startElementId: input.startElementId ?? null,
        variables: input.variables ?? {}, businessKey: input.businessKey ?? null, title: input.title ?? null,
        starter: input.actor.kind === 'user' ? input.actor.id : null, caller: null,
      },
      actor: input.actor,
      submission: input.submission,
      idempotency: input.idempotency,
    })
  }

  const correlate = async (input: MessageInput): Promise<{ matched: string[] }> => ({
    matched: await correlateNow({
      name: input.name, correlationKey: input.correlationKey ?? null, businessKey: input.businessKey ?? null, variables: input.variables ?? {},
      actor: input.actor, idempotency: input.idempotency, source: null,
    }),
  })

  const retryIncident = async (incidentId: string, actor: Actor): Promise<Answer> => {
    const incident = await ports.incidents.find(incidentId)
    const instance = incident && (await ports.instances.find(incident.instanceId))
    if (!incident || !instance) return { ok: false, rejection: { code: 'NOT_FOUND', message: '找不到这条异常。它可能已经处理。' } }
    const isFollowUp = incident.jobId?.includes(':f') ?? false
    if (!isFollowUp) return bus.submit({ instanceId: incident.instanceId, command: { type: 'RetryIncident', incidentId }, actor })
    await ports.work.retryJob({ jobId: incident.jobId!, incidentId, retries: FOLLOW_UP_RETRIES, nowMs: options.clock() })
    jobs.wake()
    return { ok: true, instanceId: instance.id, status: instance.status, revision: instance.revision, events: [] }
  }

  const drainOnce = async (): Promise<boolean> => {
    await bus.idle()
    await Promise.all(underWay)
    const hadLeft = await takeLeft(options.clock())
    const fired = await fireDueTimers(ports.work, bus, options.clock(), nodeId)
    const ran = await runJobs(jobSurroundings, new AbortController().signal)
    return hadLeft || fired > 0 || ran > 0 || underWay.size > 0
  }

  return {
    bus: { submit: bus.submit },
    start,
    correlate,
    packages: createPackages(ports.packages, registry, machine.compile, options.clock, options.participants),
    definitions: registry,
    tasks: ports.tasks,
    instances: ports.instances,
    history: ports.history,
    incidents: ports.incidents,
    drafts: ports.drafts,
    attachments: ports.attachments,
    blobs: ports.blobs,
    businessRows: ports.businessRows,
    retryIncident,
    onCommitted(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    registerJobHandler: (topic, handler) => void handlers.set(topic, handler),
    open: () => registry.refresh(),
    startWorkers: () => loops.forEach((loop) => loop.start()),
    async drain() {
      while (await drainOnce());
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
      await bus.stop()
      await Promise.all(underWay)
    },
  }
}
