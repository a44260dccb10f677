import type { Static, TSchema } from 'typebox'
import type { WorkerRow } from '#engine/runtime/ports/account_stores'
import type { Answer } from '#engine/runtime/command_envelope'
import type { ExternalJob, LockChange, TopicRequest } from '#engine/runtime/ports/external_job_store'
import { mayWorkOn } from '../accounts/worker_accounts.js'
import { checked } from '../http/check_schema.js'
import type { WebServices } from '../web_services.js'
import { holdOf, ownerOf, presentLockedTask, presentTask, readTaskId, type TaskReference } from './external_task.js'
import { readListRequest } from './list_request.js'
import * as requests from './requests.js'
import { refused, RestProblem, unknownTask } from './rest_problem.js'
import { plainValues, type TypedValue } from './typed_values.js'

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

/** More than a batch that one worker can hold locks on. */
const MOST_TASKS = 200
const MESSAGE_LENGTH = 2_000
const DETAILS_LENGTH = 8_000

const read = <S extends TSchema>(schema: S, body: unknown): Static<S> => checked(schema, body, 'body') as Static<S>

const typed = (variables: Record<string, unknown> | null | undefined) => plainValues(variables as Record<string, TypedValue> | null | undefined)

const settled = (answer: Answer): undefined => {
  if (!answer.ok) throw refused(answer.rejection)
  return undefined
}

const LOCK_PROBLEMS: Readonly<Record<Exclude<LockChange, 'done' | 'gone'>, string>> = {
  lost: '这项任务由别的工作者锁定，或已经放回。请不要再处理，重新领取。 The task is locked by another worker or by nobody.',
  expired: '锁定已经到期，不能延长。请重新领取。 The lock has expired and cannot be extended.',
}

const changed = (change: LockChange, id: string): undefined => {
  if (change === 'gone') throw unknownTask(id)
  if (change !== 'done') throw new RestProblem(400, 'RestException', LOCK_PROBLEMS[change])
  return undefined
}

const topicRequest = (topic: requests.Topic): TopicRequest => {
  if (topic.processDefinitionVersionTag) throw new RestProblem(400, 'InvalidRequestException', '暂不支持按版本标签（processDefinitionVersionTag）领取。请改用 processDefinitionIdIn。')
  const ids = [...(topic.processDefinitionId ? [topic.processDefinitionId] : []), ...(topic.processDefinitionIdIn ?? [])]
  const keys = [...(topic.processDefinitionKey ? [topic.processDefinitionKey] : []), ...(topic.processDefinitionKeyIn ?? [])]
  return {
    topic: topic.topicName, lockMs: topic.lockDuration,
    ...(topic.businessKey ? { businessKey: topic.businessKey } : {}), ...(ids.length ? { definitionIds: ids } : {}),
    ...(keys.length ? { definitionKeys: keys } : {}), ...(topic.processVariables ? { processVariables: topic.processVariables } : {}),
  }
}

/** The operations of `/engine-rest/external-task` over the engine; every one sees only the topics of its account. */
export function externalTaskOperations(services: Pick<WebServices, 'engine'>) {
  const jobs = services.engine.externalJobs

  const find = async (call: WorkerCall): Promise<{ job: ExternalJob; reference: TaskReference }> => {
    const reference = readTaskId(call.id)
    const job = await jobs.find(reference.jobId)
    if (!job || !mayWorkOn(call.worker, job.topic)) throw unknownTask(call.id)
    return { job, reference }
  }
  const reporter = ({ worker }: WorkerCall, reference: TaskReference, workerId: string) => ({
    clientId: worker.id, hold: holdOf(reference, worker.id, workerId),
  })
  const listRequest = (call: WorkerCall, given: Record<string, unknown>) => {
    const { filter, workerId, order, page } = readListRequest(given)
    const topics = call.worker.topics.includes('*') ? null : call.worker.topics
    return { order, page, filter: { ...filter, topics, ...(workerId === null ? {} : { owner: ownerOf(call.worker.id, workerId) }) } }
  }

  const fetchAndLock: WorkerOperation = async (call) => {
    const { workerId, maxTasks, asyncResponseTimeout, sorting, topics } = read(requests.FetchRequest, call.body)
    const byName = new Map((topics ?? []).map((topic) => [topic.topicName, topic]))
    const foreign = [...byName.keys()].filter((name) => !mayWorkOn(call.worker, name))
    if (foreign.length) throw new RestProblem(403, 'AuthorizationException', `此工作者无权领取主题：${foreign.join('、')}。请联系系统管理员。`)
    if (maxTasks === 0 || byName.size === 0) return { json: [] }
    const age = sorting?.[0]
    const locked = await jobs.fetch(
      {
        topics: [...byName.values()].map(topicRequest), limit: Math.min(maxTasks, MOST_TASKS), owner: ownerOf(call.worker.id, workerId),
        ...(age ? { byAge: age.sortOrder === 'desc' ? ('newest' as const) : ('oldest' as const) } : {}),
      },
      asyncResponseTimeout ?? 0,
      call.signal,
    )
    return { json: locked.map((job) => presentLockedTask(job, byName.get(job.topic))) }
  }

  const complete: WorkerOperation = async (call) => {
    const { workerId, variables, localVariables } = read(requests.CompleteRequest, call.body)
    const { job, reference } = await find(call)
    return settled(await jobs.complete(job, reporter(call, reference, workerId), typed(variables), typed(localVariables)))
  }

  const failure: WorkerOperation = async (call) => {
    const { workerId, errorMessage, errorDetails, retries, retryTimeout } = read(requests.FailureRequest, call.body)
    const { job, reference } = await find(call)
    const told = {
      message: (errorMessage || '工作者没有说明原因').slice(0, MESSAGE_LENGTH),
      ...(errorDetails ? { details: errorDetails.slice(0, DETAILS_LENGTH) } : {}),
      retries: retries ?? null, retryAfterMs: retryTimeout ?? 0,
    }
    return settled(await jobs.fail(job, reporter(call, reference, workerId), told))
  }

  const bpmnError: WorkerOperation = async (call) => {
    const { workerId, errorCode, errorMessage, variables } = read(requests.BpmnErrorRequest, call.body)
    const { job, reference } = await find(call)
    const error = { code: errorCode, message: errorMessage ?? null, variables: typed(variables) }
    return settled(await jobs.throwError(job, reporter(call, reference, workerId), error))
  }

  const extendLock: WorkerOperation = async (call) => {
    const { workerId, newDuration } = read(requests.ExtendRequest, call.body)
    const { reference } = await find(call)
    return changed(await jobs.extend(holdOf(reference, call.worker.id, workerId), newDuration), call.id)
  }

  const lock: WorkerOperation = async (call) => {
    const { workerId, lockDuration } = read(requests.LockRequest, call.body)
    const { job } = await find(call)
    return changed(await jobs.lock(job, ownerOf(call.worker.id, workerId), lockDuration), call.id)
  }

  /** The body names no worker: what counts is the account, and the number of the claim where the id carries it. */
  const unlock: WorkerOperation = async (call) => {
    const { job, reference } = await find(call)
    if (job.leaseOwner === null) return undefined
    const isOwn = job.leaseOwner.startsWith(ownerOf(call.worker.id, '')) && (reference.fence === null || reference.fence === job.fence)
    return changed(isOwn ? await jobs.release(job) : 'lost', call.id)
  }

  return {
    fetchAndLock, complete, failure, bpmnError, extendLock, lock,
    unlock,
    read: async (call) => ({ json: presentTask((await find(call)).job) }),
    errorDetails: async (call) => ({ text: (await find(call)).job.errorDetails ?? '' }),
    async setRetries(call) {
      const { retries } = read(requests.RetriesRequest, call.body)
      return settled(await jobs.setRetries((await find(call)).job, call.worker.id, retries))
    },
    async setPriority(call) {
      const { priority } = read(requests.PriorityRequest, call.body)
      if (!(await jobs.setPriority((await find(call)).job, priority))) throw unknownTask(call.id)
      return undefined
    },
    async list(call) {
      const { filter, order, page } = listRequest(call, call.query)
      return { json: (await jobs.list(filter, order, page)).map(presentTask) }
    },
    async listByBody(call) {
      const { filter, order, page } = listRequest(call, { ...(call.body as Record<string, unknown>), ...call.query })
      return { json: (await jobs.list(filter, order, page)).map(presentTask) }
    },
    count: async (call) => ({ json: { count: await jobs.count(listRequest(call, call.query).filter) } }),
    countByBody: async (call) => ({ json: { count: await jobs.count(listRequest(call, call.body as Record<string, unknown>).filter) } }),
  } satisfies Record<string, WorkerOperation>
}
