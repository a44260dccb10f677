import type { Command, Variables } from '#engine/kernel/commands'
import type { CommandBus } from '../bus/command_bus.js'
import type { Answer } from '../command_envelope.js'
import type { JobHandler } from '../engine.js'
import type { JobRow } from '../ports/rows.js'
import type { WorkStore } from '../ports/work_store.js'
import { retryDelay } from './retry_delay.js'

/** Thrown by a handler to end its job with a BPMN error, for a boundary event to catch. */
export class BpmnErrorThrown extends Error {
  readonly code: string
  /** Of the error's own scope: told to whoever catches it. */
  readonly variables: Variables

  constructor(code: string, message: string, variables: Variables = {}) {
    super(message)
    this.code = code
    this.variables = variables
  }
}

/** Thrown by a handler when trying again cannot help: an incident at once. */
export class PermanentJobFailure extends Error {}

/** Returned by a handler whose values are for the task's own output parameters and for nobody after it. */
export class LocalValues {
  readonly values: Variables

  constructor(values: Variables) {
    this.values = values
  }
}

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
  const retriesLeft = error instanceof PermanentJobFailure ? 0 : Math.max(0, job.retriesLeft - 1)
  const retryAtMs = surroundings.clock() + retryDelay(job.fence - 1, job.retryCycle, surroundings.random())
  return { retriesLeft, retryAtMs, message: messageOf(error) }
}

const runFollowUp = async (job: JobRow, handler: JobHandler, surroundings: JobSurroundings, signal: AbortSignal): Promise<void> => {
  const { work } = surroundings
  try {
    await handler(job, signal)
    await work.finishJob(job.id, job.fence)
  } catch (error) {
    if (signal.aborted) return void (await work.releaseJob(job.id, job.fence))
    await work.failJob({ jobId: job.id, fence: job.fence, nowMs: surroundings.clock(), ...failure(job, error, surroundings) })
  }
}

const completed = (job: JobRow, result: Variables | LocalValues | void): Command =>
  result instanceof LocalValues
    ? { type: 'CompleteJob', jobId: job.id, variables: {}, localVariables: result.values }
    : { type: 'CompleteJob', jobId: job.id, variables: result ?? {} }

/** Null when the process stops: the job is given back untouched. */
const endOf = async (job: JobRow, handler: JobHandler, surroundings: JobSurroundings, signal: AbortSignal): Promise<Command | null> => {
  try {
    return completed(job, await handler(job, signal))
  } catch (error) {
    if (signal.aborted) return null
    if (error instanceof BpmnErrorThrown) return { type: 'ThrowJobError', jobId: job.id, code: error.code, message: error.message, variables: error.variables }
    return { type: 'FailJob', jobId: job.id, ...failure(job, error, surroundings) }
  }
}

/** Refused because of what it brought, and so again and again; not because the job is gone or somebody else's. */
const isOfItsOwnMaking = (answer: Answer): answer is Extract<Answer, { ok: false }> =>
  !answer.ok && answer.rejection.code !== 'NOT_FOUND' && answer.rejection.code !== 'CONFLICT'

/** Runs one claimed job and reports its end; a result that the instance refuses is a failure of the job. */
export const runJob = async (job: JobRow, surroundings: JobSurroundings, signal: AbortSignal): Promise<void> => {
  const handler = surroundings.handlers.get(job.topic)
  if (!handler) return
  if (job.kind === 'follow-up') return runFollowUp(job, handler, surroundings, signal)
  const holding = { jobId: job.id, owner: surroundings.owner, fence: job.fence }
  const submit = (command: Command): Promise<Answer> =>
    surroundings.bus.submit({ instanceId: job.instanceId, command, actor: { kind: 'system' }, holding })
  const command = await endOf(job, handler, surroundings, signal)
  if (command === null) return void (await surroundings.work.releaseJob(job.id, job.fence))
  const answer = await submit(command)
  if (command.type === 'FailJob' || !isOfItsOwnMaking(answer)) return
  await submit({ type: 'FailJob', jobId: job.id, ...failure(job, new Error(answer.rejection.message), surroundings) })
}
