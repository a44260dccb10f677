import type { Static, TSchema } from 'typebox'
import type { Answer } from '#engine/runtime/command_envelope'
import type { ExternalJob, LockChange } from '#engine/runtime/ports/external_job_store'
import type { WorkerRow } from '#engine/runtime/ports/account_stores'
import type { ExternalJobs } from '#engine/runtime/workers/external_jobs'
import { mayWorkOn } from '../accounts/worker_accounts.js'
import { checked } from '../http/check_schema.js'
import { readTaskId, type TaskReference } from './external_task.js'
import { refused, RestProblem, unknownTask } from './rest_problem.js'

/** One request of a worker, signed in. */
export interface WorkerCall {
  worker: WorkerRow
  /** `{id}` of the address. */
  id: string
  query: Record<string, unknown>
  body: unknown
  /** Aborts when the worker hangs up. */
  signal: AbortSignal
}

/** JSON of the answer; undefined = 204; text for error details. */
export type WorkerAnswer = { json: unknown } | { text: string } | undefined

export type WorkerOperation = (call: WorkerCall) => Promise<WorkerAnswer>

/** The body as the schema's type, or a refusal that names every wrong field. */
export const readBody = <S extends TSchema>(schema: S, { body }: WorkerCall): Static<S> => checked(schema, body, 'body') as Static<S>

/** The task of the address, if it exists and its topic is the account's. */
export async function findTask(jobs: ExternalJobs, call: WorkerCall): Promise<{ job: ExternalJob; reference: TaskReference }> {
  const reference = readTaskId(call.id)
  const job = await jobs.find(reference.jobId)
  if (!job || !mayWorkOn(call.worker, job.topic)) throw unknownTask(call.id)
  return { job, reference }
}

/** 204 for an accepted command, else the refusal. */
export function settled(answer: Answer): undefined {
  if (!answer.ok) throw refused(answer.rejection)
  return undefined
}

const LOCK_PROBLEMS: Readonly<Record<Exclude<LockChange, 'done' | 'gone'>, string>> = {
  lost: '这项任务由别的工作者锁定，或已经放回。请不要再处理，重新领取。 The task is locked by another worker or by nobody.',
  expired: '锁定已经到期，不能延长。请重新领取。 The lock has expired and cannot be extended.',
}

/** 204 for a lock that was changed as asked, else the refusal. */
export function changed(change: LockChange, id: string): undefined {
  if (change === 'gone') throw unknownTask(id)
  if (change !== 'done') throw new RestProblem(400, 'RestException', LOCK_PROBLEMS[change])
  return undefined
}
