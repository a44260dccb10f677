import type { CommandBus } from '../bus/command_bus.js'
import type { CommittedNews, JobHandler } from '../engine.js'
import type { SentCommands } from '../messages/sent_commands.js'
import type { NewsStore } from '../ports/news_store.js'
import type { WorkStore } from '../ports/work_store.js'
import { fireDueTimers } from './fire_due_timers.js'
import { createNewsFollower } from './follow_news.js'
import { createJobLane } from './job_lane.js'
import { createWorkerLoop } from './worker_loop.js'

export interface WorkerSurroundings {
  work: WorkStore
  bus: CommandBus
  sent: SentCommands
  handlers: ReadonlyMap<string, JobHandler>
  /** Topics whose handlers wait for others: they run beside the rest. */
  waitingTopics: ReadonlySet<string>
  clock(): number
  nodeId: string
  /** Reads the list of definitions again, since another node may have published. */
  refreshDefinitions(): Promise<void>
  /** Starts what timer start events say is due; answers how many. */
  fireStartTimers(): Promise<number>
  /** Works off items of batches; answers how many. */
  runBatches(): Promise<number>
  /** Other nodes' commits; null where there can be none. */
  news: NewsStore | null
  tell(news: CommittedNews): void
  onError(error: unknown, where: string): void
}

/** The background work of one process. Everything it does lies in the database: a killed process forgets nothing. */
export interface EngineWorkers {
  start(): void
  stop(): Promise<void>
  /** A job was made. */
  jobsReady(): void
  /** A batch was begun. */
  batchReady(): void
  /** A timer was armed. */
  timerArmed(dueAtMs: number): void
  /** Does once what is due now; answers whether there was anything. */
  runOnce(): Promise<boolean>
}

const POLL_MS = 1_000
const DEFINITIONS_MS = 5_000
const LEFT_MS = 2_000
const CLEANING_MS = 10 * 60_000
/** Commands that nobody has taken for so long were left by a killed process. */
const LEFT_AFTER_MS = 5_000
/** Handlers that work themselves, and handlers that wait for somebody else. */
const JOBS_AT_ONCE = 16
const CALLS_AT_ONCE = 64
/** A node that was away longer shows its pages what is there when they ask. */
const NEWS_LIFETIME_MS = 10 * 60_000
/** First answers are kept for a day. */
const ANSWER_LIFETIME_MS = 24 * 3_600_000

export const createEngineWorkers = (surroundings: WorkerSurroundings): EngineWorkers => {
  const { work, bus, sent, clock, nodeId, news } = surroundings
  const loop = (name: string, everyMs: number, run: (signal: AbortSignal) => Promise<boolean>) =>
    createWorkerLoop(run, everyMs, (error) => surroundings.onError(error, name))

  const reportTimer = (error: unknown): void => surroundings.onError(error, 'timers')
  const timers = loop('timers', POLL_MS, async (signal) => (await fireDueTimers(work, bus, clock, nodeId, { signal, report: reportTimer })) > 0)
  const starts = loop('start timers', POLL_MS, async () => (await surroundings.fireStartTimers()) > 0)
  const lane = (name: string, width: number, isWaiting: boolean) => {
    const input = { work, bus, handlers: surroundings.handlers, clock, random: Math.random, owner: nodeId, width }
    const takes = (topic: string): boolean => surroundings.waitingTopics.has(topic) === isWaiting
    const jobLane = createJobLane({ ...input, takes, onError: (error) => surroundings.onError(error, name), freed: () => filler.wake() })
    const filler = loop(name, POLL_MS, async (signal) => (await jobLane.fill(signal)) > 0)
    return { ...jobLane, filler }
  }
  const lanes = [lane('jobs', JOBS_AT_ONCE, false), lane('calls', CALLS_AT_ONCE, true)]
  const batches = loop('batches', POLL_MS, async () => (await surroundings.runBatches()) > 0)
  const left = loop('instance_commands', LEFT_MS, () => sent.takeLeft(clock() - LEFT_AFTER_MS))
  const cleaner = loop('cleaning', CLEANING_MS, async () => {
    await work.removeStaleAnswers(clock() - ANSWER_LIFETIME_MS)
    await news?.removeBefore(clock() - NEWS_LIFETIME_MS)
    return false
  })
  const refresher = loop('definitions', DEFINITIONS_MS, async () => {
    await surroundings.refreshDefinitions()
    return false
  })
  const follow = news && createNewsFollower(news, nodeId, surroundings.tell)
  const follower = loop('news', POLL_MS, async () => {
    await follow?.()
    return false
  })
  const loops = [timers, starts, ...lanes.map(({ filler }) => filler), batches, left, cleaner, refresher, ...(follow ? [follower] : [])]

  return {
    start() {
      sent.releaseParked().catch((error: unknown) => surroundings.onError(error, 'instance_commands'))
      work.forgetClaims().catch((error: unknown) => surroundings.onError(error, 'claims')).finally(() => {
        for (const one of loops) one.start()
      })
    },
    async stop() {
      await Promise.all(loops.map((one) => one.stop()))
      await Promise.all(lanes.map((one) => one.idle()))
    },
    jobsReady() {
      for (const { filler } of lanes) filler.wake()
    },
    batchReady: batches.wake,
    timerArmed(dueAtMs) {
      const afterMs = dueAtMs - clock()
      if (afterMs < POLL_MS) setTimeout(timers.wake, Math.max(0, afterMs)).unref()
    },
    async runOnce() {
      const hadLeft = await sent.takeLeft(clock())
      const fired = await fireDueTimers(work, bus, clock, nodeId, { report: reportTimer })
      const begun = await surroundings.fireStartTimers()
      const ran = await Promise.all(lanes.map((one) => one.fill(new AbortController().signal)))
      await Promise.all(lanes.map((one) => one.idle()))
      const worked = await surroundings.runBatches()
      return hadLeft || fired > 0 || begun > 0 || ran.some((count) => count > 0) || worked > 0
    },
  }
}
