import { hostname } from 'node:os'
import { createCommandBus, type BusSurroundings, type CommandBus } from './bus/command_bus.js'
import { announceGroup } from './bus/announce_group.js'
import { committedNews } from './bus/committed_news.js'
import { createForesight } from './bus/foresight.js'
import type { GroupWorld } from './bus/group_world.js'
import { createNewsBoard } from './bus/news_board.js'
import { repeatAnswer } from './bus/repeat_answer.js'
import { createStateCache } from './bus/state_cache.js'
import type { Answer } from './command_envelope.js'
import type { BusLimits, Engine, EngineOptions, EnginePorts, JobHandler, StartInput } from './engine.js'
import { unknownDefinition } from './errors.js'
import { kernelMachine, type Machine } from './machine.js'
import { queuePeopleFacts } from './bus/people_facts.js'
import { createSentCommands } from './messages/sent_commands.js'
import { startByConditions } from './messages/start_by_conditions.js'
import { createMigrations } from './migrations/migrations.js'
import { runBatches } from './migrations/run_batches.js'
import { findDecision } from './packages/find_decision.js'
import { createPackages } from './packages/create_packages.js'
import { createPackageRegistry, type PackageRegistry } from './packages/package_registry.js'
import { findReturnTargets } from './instance_past.js'
import { previewCommand } from './preview_command.js'
import { retryIncident } from './retry_incident.js'
import { visibleVariables } from './visible_variables.js'
import { createCaretaker } from './workers/caretaker.js'
import { createEngineWorkers, type EngineWorkers } from './workers/engine_workers.js'
import { armLeftPackages } from './packages/arm_left_packages.js'
import { fireStartTimers } from './workers/fire_start_timers.js'
import { createExternalJobs, type ExternalJobsDesk } from './workers/external_jobs.js'

const DEFAULT_LIMITS: BusLimits = { groupSize: 256, groupMs: 25, queueSize: 20_000, queueMs: 15_000, cacheBytes: 64 * 1024 * 1024 }

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

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

/** What every group of commands sees: built anew each time, since clock, people and calendar move on. */
const worldFor = (machine: Machine, options: EngineOptions, registry: PackageRegistry, hooks: EngineHooks, groupMs: number): GroupWorld => {
  const started = performance.now()
  return {
    step: machine.step,
    participants: options.participants,
    directory: options.directory(),
    calendar: options.calendar(),
    bound: registry.bound,
    definition: registry.find,
    package: registry.loaded,
    nowMs: options.clock(),
    nameOf: hooks.nameOf ?? ((userId) => userId),
    visibleVariables,
    hasTime: () => performance.now() - started < groupMs,
  }
}

const startThrough = (bus: CommandBus, registry: PackageRegistry, newId: () => string, input: StartInput): Promise<Answer> => {
  const definition = registry.byKey(input.definitionKey, input.version)
  if (!definition) throw unknownDefinition(input.version === undefined ? input.definitionKey : `${input.definitionKey} 第 ${input.version} 版`)
  const instanceId = newId()
  return bus.submit({
    instanceId,
    command: {
      type: 'StartInstance', instanceId, definitionId: definition.id, startElementId: input.startElementId ?? null,
      variables: input.variables ?? {}, businessKey: input.businessKey ?? null, title: input.title ?? null,
      starter: input.actor.kind === 'user' ? input.actor.id : null, caller: null,
    },
    actor: input.actor,
    submission: input.submission,
    personal: input.personal,
    idempotency: input.idempotency,
  })
}

/** What the adapters may read and keep without a command. */
const readingPorts = ({
  tasks, instances, history, incidents, drafts, copies, attachments, blobs, businessRows, batches, operations, liveness, checkpoints,
}: EnginePorts) => ({
  tasks, instances, history, incidents, drafts, copies, attachments, blobs, businessRows, batches, operations, liveness, checkpoints,
})

/** After a commit: pages hear of it, workers of what they have to do. */
const afterCommit = (news: ReturnType<typeof createNewsBoard>, workers: () => EngineWorkers, external: () => ExternalJobsDesk): BusSurroundings['committed'] =>
  (_item, accepted, decision) => {
    news.tell(() => committedNews(accepted, decision.tasks))
    if (accepted.jobs.length) workers().jobsReady()
    for (const event of accepted.events) {
      if (event.type === 'JobCreated' && event.kind === 'external') external().offer(event.topic)
      else if (event.type === 'JobCreated') workers().jobsReady()
      else if (event.type === 'TimerArmed') workers().timerArmed(event.dueAtMs)
    }
  }

/** Wires the shell: one bus, one registry of packages, the workers. `open` before the first command. */
export const createEngine = (
  ports: EnginePorts, options: EngineOptions, hooks: EngineHooks = {}, machine: Machine = kernelMachine,
): Engine => {
  const limits = { ...DEFAULT_LIMITS, ...options.bus }
  const { clock, newId } = options
  const onError = hooks.onError ?? (() => undefined)
  const registry = createPackageRegistry(ports.packages, machine.compile)
  const news = createNewsBoard(onError)
  const handlers = new Map<string, JobHandler>()
  const waitingTopics = new Set<string>()
  const nodeId = options.nodeId ?? `${hostname()}:${process.pid}`

  const sent = createSentCommands({ store: ports.commands, work: ports.work, registry, bus: () => bus, clock, newId, wait, onError })

  const world = (): GroupWorld => worldFor(machine, options, registry, hooks, limits.groupMs)

  const bus: CommandBus = createCommandBus({
    limits, wait,
    store: ports.commands,
    cache: createStateCache(limits.cacheBytes),
    foresight: createForesight(),
    world,
    loadPackage: async (packageId) => void (await registry.load(packageId)),
    isCounter: hooks.isCounter ?? ((table) => table === 'counters'),
    repeat: (stored) => repeatAnswer(stored, ports.history),
    committed: afterCommit(news, () => workers, () => externalJobs),
    sent: sent.follow,
    announce(decision) {
      if (ports.news) announceGroup(decision, nodeId, clock())
      if (options.peopleNews) queuePeopleFacts(decision, options.peopleNews, clock())
    },
    measured: hooks.measured,
    beforeCommit: hooks.beforeCommit,
    afterCommit: hooks.afterCommit,
  })

  const externalJobs = createExternalJobs({ store: ports.externalJobs, bus, clock })

  const workers: EngineWorkers = createEngineWorkers({
    work: ports.work, bus, sent, handlers, waitingTopics, clock, nodeId, refreshDefinitions: registry.refresh,
    news: ports.news, tell: (told) => news.tell(() => told), onError,
    fireStartTimers: () => fireStartTimers({ store: ports.commands, registry, sent, clock, newId }),
    runBatches: () => runBatches({ batches: ports.batches, leases: ports.leases, instances: ports.instances, bus, clock, nodeId }),
  })

  const caretaker = createCaretaker({ ports, options, registry, clock, nodeId, onError })

  const drainOnce = async (): Promise<boolean> => {
    await bus.idle()
    await sent.settled()
    return (await workers.runOnce()) || sent.underWay > 0
  }

  return {
    ...readingPorts(ports),
    bus: { submit: bus.submit, get waiting() { return bus.waiting } },
    start: async (input) => startThrough(bus, registry, newId, input),
    preview: (input) => previewCommand(input, { instances: ports.instances, history: ports.history, drafts: ports.drafts, registry, world }),
    returnTargets: (task) => findReturnTargets(task, { instances: ports.instances, history: ports.history, registry, world }),
    correlate: sent.correlate,
    signal: sent.signal,
    evaluateStartConditions: (variables, actor) => startByConditions(variables, actor, { store: ports.commands, registry, clock, newId, carryOut: sent.begin }),
    packages: createPackages(ports.packages, registry, machine.compile, clock, options.participants, machine.verify),
    definitions: registry,
    decisions: { find: (decisionId, packageId) => findDecision(decisionId, packageId, registry) },
    migrations: createMigrations({ registry, instances: ports.instances, batches: ports.batches, world, clock, newId, wake: () => workers.batchReady() }),
    retryIncident: (incidentId, actor) => retryIncident(incidentId, actor, { ports, bus, nowMs: clock(), jobsReady: workers.jobsReady }),
    externalJobs,
    onCommitted: news.subscribe,
    registerJobHandler(topic, handler, { waits = false } = {}) {
      handlers.set(topic, handler)
      if (waits) waitingTopics.add(topic)
    },
    async open() {
      await registry.refresh()
      await armLeftPackages(ports.packages, registry, clock(), (error) => onError(error, 'start timers'))
    },
    takeCheckpoints: caretaker.takeCheckpoints,
    archiveFinished: caretaker.archiveFinished,
    checkLiveness: caretaker.checkLiveness,
    startWorkers() {
      workers.start()
      caretaker.start()
    },
    async drain() {
      while (await drainOnce());
    },
    async stop() {
      externalJobs.close()
      await Promise.all([workers.stop(), caretaker.stop()])
      await bus.stop()
      await sent.settled()
      await caretaker.close()
    },
  }
}
