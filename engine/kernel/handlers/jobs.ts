import type { CompleteJob, FailJob, SetJobRetries, ThrowJobError } from '../commands.js'
import { indexOfId } from '../apply/draft.js'
import { readId } from '../ids.js'
import type { Rejection } from '../rejection.js'
import { elementText, isStopped, raiseIncident } from '../run/incidents.js'
import { leave } from '../run/leave.js'
import { emit, findActivation, idOf, nodeOf, type Run } from '../run/run.js'
import { throwError } from '../run/throw_error.js'
import { mergeInto, setVariables } from '../run/variables.js'
import type { Activation } from '../state.js'
import { reject, type Handler } from './handler.js'
import { checkNames } from './variable_names.js'

const MOST_RETRIES = 1_000

/** The work is done. */
export const completeJob: Handler<CompleteJob> = (run, { jobId, variables, localVariables = {} }) => {
  const record = ownerOf(run, jobId)
  if (record === undefined) return jobGone()
  const refusal = checkNames(variables) ?? checkNames(localVariables)
  if (refusal !== undefined) return refusal
  emit(run, { type: 'JobClosed', jobId, cause: 'completed' })
  setVariables(run, record.id, variables)
  if (Object.keys(localVariables).length > 0) mergeInto(run, record.id, localVariables)
  leave(run, record)
  return undefined
}

/** The work failed; the last failure is an incident. */
export const failJob: Handler<FailJob> = (run, { jobId, message, retriesLeft, retryAtMs, details }) => {
  const record = ownerOf(run, jobId)
  if (record === undefined) return jobGone()
  emit(run, details === undefined ? { type: 'JobFailed', jobId, message, retriesLeft, retryAtMs } : { type: 'JobFailed', jobId, message, retriesLeft, retryAtMs, details })
  if (retriesLeft <= 0) raiseIncident(run, record, 'JOB_FAILED', `${elementText(nodeOf(run, record))}多次执行失败：${message}。请排除原因后重试。`, 'work', jobId)
  return undefined
}

/** The work ended with a BPMN error. */
export const throwJobError: Handler<ThrowJobError> = (run, { jobId, code, message, variables }) => {
  const record = ownerOf(run, jobId)
  if (record === undefined) return jobGone()
  const refusal = checkNames(variables)
  if (refusal !== undefined) return refusal
  emit(run, { type: 'JobClosed', jobId, cause: 'error' })
  throwError(run, record, code, message, variables)
  return undefined
}

/** Tries anew, whether some are left or an incident stands for it. */
export const setJobRetries: Handler<SetJobRetries> = (run, { jobId, retries }) => {
  const { jobs, incidents } = run.draft.tokens
  const job = jobs[indexOfId(jobs, readId(run.instanceId, jobId) ?? -1)]
  if (job === undefined) return jobGone()
  if (!Number.isInteger(retries) || retries < 1 || retries > MOST_RETRIES) return reject('INVALID_ARGUMENT', `重试次数应为 1 至 ${MOST_RETRIES} 的整数。请更正。`)
  const standing = incidents.filter((incident) => incident.owner === job.owner)
  if (standing.some((incident) => incident.code !== 'JOB_FAILED')) return jobGone()
  emit(run, { type: 'JobRetriesSet', jobId, retries, atMs: run.context.nowMs })
  for (const incident of standing) emit(run, { type: 'IncidentResolved', incidentId: idOf(run, incident.id), cause: 'retried' })
  return undefined
}

/** The activation that waits for a job's result; undefined when nobody does any more. */
export function ownerOf(run: Run, jobId: string): Activation | undefined {
  const { jobs } = run.draft.tokens
  const job = jobs[indexOfId(jobs, readId(run.instanceId, jobId) ?? -1)]
  if (job === undefined || isStopped(run, job.owner)) return undefined
  return findActivation(run, job.owner)
}

export function jobGone(): Rejection {
  return reject('NOT_FOUND', '此项工作已完成、已取消或已转为异常。无需再提交。')
}
