import type { Command } from '#engine/kernel/commands'
import type { CommandBus } from '../bus/command_bus.js'
import type { JobHandler } from '../engine.js'
import type { JobRow } from '../ports/rows.js'
import type { WorkStore } from '../ports/work_store.js'
import { retryDelay } from './retry_delay.js'

/** Thrown by a handler to end its job with a BPMN error, for a boundary event to catch. */
export class BpmnErrorThrown extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const LEASE_MS = 120_000
const BATCH = 16

export interface JobSurroundings {
  work: WorkStore
  bus: CommandBus
  handlers: ReadonlyMap<string, JobHandler>
  clock(): number
  random(): number
  owner: string
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 2000)

const failure = (job: JobRow, error: unknown, surroundings: JobSurroundings) => {
  const retriesLeft = Math.max(0, job.retriesLeft - 1)
  const retryAtMs = surroundings.clock() + retryDelay(job.fence - 1, job.retryCycle, surroundings.random())
  return { retriesLeft, retryAtMs, message: messageOf(error) }
}

const runFollowUp = async (job: JobRow, handler: JobHandler, surroundings: JobSurroundings, signal: AbortSignal): Promise<void> => {
  const { work } = surroundings
  try {
    await handler(job, signal)
    await work.finishJob(job.id, job.fence)
  } catch (error) {
    await work.failJob({ jobId: job.id, fence: job.fence, nowMs: surroundings.clock(), ...failure(job, error, surroundings) })
  }
}

const endOf = async (job: JobRow, handler: JobHandler, surroundings: JobSurroundings, signal: AbortSignal): Promise<Command> => {
  try {
    return { type: 'CompleteJob', jobId: job.id, variables: (await handler(job, signal)) ?? {} }
  } catch (error) {
    if (error instanceof BpmnErrorThrown) return { type: 'ThrowJobError', jobId: job.id, code: error.code, message: error.message, variables: {} }
    return { type: 'FailJob', jobId: job.id, ...failure(job, error, surroundings) }
  }
}

const runJob = async (job: JobRow, surroundings: JobSurroundings, signal: AbortSignal): Promise<void> => {
  const handler = surroundings.handlers.get(job.topic)
  if (!handler) return
  if (job.kind === 'follow-up') return runFollowUp(job, handler, surroundings, signal)
  const command = await endOf(job, handler, surroundings, signal)
  await surroundings.bus.submit({ instanceId: job.instanceId, command, actor: { kind: 'system' }, holding: { jobId: job.id, owner: surroundings.owner, fence: job.fence } })
}

/** Runs one batch of ready jobs whose topic has a handler here; answers how many were claimed. */
export const runJobs = async (surroundings: JobSurroundings, signal: AbortSignal): Promise<number> => {
  if (surroundings.handlers.size === 0) return 0
  const nowMs = surroundings.clock()
  const jobs = await surroundings.work.claimJobs({
    topics: [...surroundings.handlers.keys()], nowMs, limit: BATCH, owner: surroundings.owner, leaseUntilMs: nowMs + LEASE_MS,
  })
  await Promise.all(jobs.map((job) => runJob(job, surroundings, signal)))
  return jobs.length
}
