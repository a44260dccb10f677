import type { Variables } from '#engine/kernel/commands'
import type { Command } from '#engine/kernel/commands'
import type { CommandBus } from '../bus/command_bus.js'
import type { Answer, JobHold } from '../command_envelope.js'
import type { ClaimRequest, ExternalJob, ExternalJobFilter, ExternalJobStore, LockChange } from '../ports/external_job_store.js'
import { tooManyWaiting } from '../errors.js'
import { retryPause } from './retry_delay.js'
import { createWaitingFetches } from './waiting_fetches.js'

/** Who works: the account a request was signed in with. */
export interface Reporter {
  clientId: string
  hold: JobHold
}

export interface JobFailure {
  message: string
  details?: string
  /** Null: by the model's own retry cycle, without one none. */
  retries: number | null
  retryAfterMs: number
}

/** What workers outside may do; whose topics are whose is decided by the caller. */
export interface ExternalJobs {
  /** Locks what is there, or waits for it. Empty after `waitMs`, when the signal aborts, or at the end of the server. */
  fetch(request: Omit<ClaimRequest, 'nowMs'>, waitMs: number, signal: AbortSignal): Promise<ExternalJob[]>
  complete(job: ExternalJob, by: Reporter, variables: Variables, localVariables: Variables): Promise<Answer>
  fail(job: ExternalJob, by: Reporter, failure: JobFailure): Promise<Answer>
  throwError(job: ExternalJob, by: Reporter, error: { code: string; message: string | null; variables: Variables }): Promise<Answer>
  setRetries(job: ExternalJob, clientId: string, retries: number): Promise<Answer>
  setPriority(job: ExternalJob, priority: number): Promise<boolean>
  lock(job: ExternalJob, owner: string, lockMs: number): Promise<LockChange>
  extend(hold: JobHold, lockMs: number): Promise<LockChange>
  release(job: ExternalJob): Promise<LockChange>
  find(jobId: string): Promise<ExternalJob | null>
  list(filter: Omit<ExternalJobFilter, 'nowMs'>, order: Parameters<ExternalJobStore['list']>[1], page: { first: number; limit: number }): Promise<ExternalJob[]>
  count(filter: Omit<ExternalJobFilter, 'nowMs'>): Promise<number>
  /** Answers every fetch that waits: the server ends. */
  close(): void
}

/** The engine's own side of it. */
export interface ExternalJobsDesk extends ExternalJobs {
  /** A job of this topic can be taken now. */
  offer(topic: string): void
}

/** What another node has made, and what a lock or a pause gives free again, is seen by looking. */
const LOOK_EVERY_MS = 1_000
/** Requests that one process keeps open. */
const MOST_WAITING = 2_000

export interface ExternalJobSurroundings {
  store: ExternalJobStore
  bus: CommandBus
  clock(): number
}

export const createExternalJobs = ({ store, bus, clock }: ExternalJobSurroundings): ExternalJobsDesk => {
  const waiting = createWaitingFetches()

  const giveBack = (jobs: readonly ExternalJob[]): Promise<unknown> =>
    Promise.all(jobs.map(({ id, leaseOwner, fence }) => store.release(id, { jobId: id, owner: leaseOwner ?? '', fence })))

  const claim = async (request: Omit<ClaimRequest, 'nowMs'>, signal: AbortSignal): Promise<ExternalJob[]> => {
    const jobs = await store.claim({ ...request, nowMs: clock() })
    if (!signal.aborted) return jobs
    await giveBack(jobs)
    return []
  }

  const submit = (job: ExternalJob, clientId: string, command: Command, holding?: JobHold): Promise<Answer> =>
    bus.submit({ instanceId: job.instanceId, command, actor: { kind: 'client', id: clientId }, ...(holding ? { holding } : {}) })

  const fetch: ExternalJobs['fetch'] = async (request, waitMs, signal) => {
    const topics = request.topics.map(({ topic }) => topic)
    if (waitMs > 0 && waiting.size >= MOST_WAITING) throw tooManyWaiting(MOST_WAITING)
    const untilMs = performance.now() + waitMs
    const waiter = waiting.join(topics)
    try {
      for (;;) {
        const jobs = await claim(request, signal)
        const restMs = untilMs - performance.now()
        if (jobs.length > 0 || restMs <= 0 || signal.aborted || waiting.isClosed) return jobs
        await waiter.next(Math.min(restMs, LOOK_EVERY_MS), signal)
      }
    } finally {
      waiter.leave()
    }
  }

  return {
    fetch,
    complete: (job, { clientId, hold }, variables, localVariables) =>
      submit(job, clientId, { type: 'CompleteJob', jobId: job.id, variables, ...(Object.keys(localVariables).length ? { localVariables } : {}) }, hold),
    fail: (job, { clientId, hold }, { message, details, retries, retryAfterMs }) => {
      const pauseMs = retries === null ? (retryPause(job.retryCycle) ?? 0) : retryAfterMs
      const retriesLeft = retries ?? (job.retryCycle === null ? 0 : Math.max(0, job.retriesLeft - 1))
      const told = details === undefined ? {} : { details }
      return submit(job, clientId, { type: 'FailJob', jobId: job.id, message, retriesLeft, retryAtMs: clock() + pauseMs, ...told }, hold)
    },
    throwError: (job, { clientId, hold }, error) => submit(job, clientId, { type: 'ThrowJobError', jobId: job.id, ...error }, hold),
    setRetries: (job, clientId, retries) => submit(job, clientId, { type: 'SetJobRetries', jobId: job.id, retries }),
    setPriority: (job, priority) => store.setPriority(job.id, priority),
    lock: (job, owner, lockMs) => store.lock(job.id, owner, clock(), clock() + lockMs),
    extend: (hold, lockMs) => store.extend(hold, clock(), clock() + lockMs),
    async release(job) {
      const change = await store.release(job.id, job.leaseOwner === null ? null : { jobId: job.id, owner: job.leaseOwner, fence: job.fence })
      if (change === 'done') waiting.offer(job.topic)
      return change
    },
    find: store.find,
    list: (filter, order, page) => store.list({ ...filter, nowMs: clock() }, order, page),
    count: (filter) => store.count({ ...filter, nowMs: clock() }),
    offer: waiting.offer,
    close: waiting.close,
  }
}
