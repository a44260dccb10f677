import type { TopicRequest } from '#engine/runtime/ports/external_job_store'
import type { ExternalJobs } from '#engine/runtime/workers/external_jobs'
import { mayWorkOn } from '../accounts/worker_accounts.js'
import { ownerOf, presentLockedTask } from './external_task.js'
import { FetchRequest, type Topic } from './requests.js'
import { RestProblem } from './rest_problem.js'
import { readBody, type WorkerCall, type WorkerOperation } from './task_desk.js'

/** More than a batch that one worker can hold locks on. */
const MOST_TASKS = 200

/** `POST /external-task/fetchAndLock`: locks what is there, or waits for it as long as the worker says. */
export const fetchAndLock = (jobs: ExternalJobs): WorkerOperation => async (call) => {
  const { workerId, maxTasks, asyncResponseTimeout, sorting, topics } = readBody(FetchRequest, call)
  const byName = new Map((topics ?? []).map((topic) => [topic.topicName, topic]))
  refuseForeign(call, [...byName.keys()])
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

function refuseForeign({ worker }: WorkerCall, topics: readonly string[]): void {
  const foreign = topics.filter((topic) => !mayWorkOn(worker, topic))
  if (foreign.length) throw new RestProblem(403, 'AuthorizationException', `此工作者无权领取主题：${foreign.join('、')}。请联系系统管理员。`)
}

const listed = (one: string | null | undefined, many: readonly string[] | null | undefined): string[] => [...(one ? [one] : []), ...(many ?? [])]

function topicRequest(topic: Topic): TopicRequest {
  if (topic.processDefinitionVersionTag) {
    throw new RestProblem(400, 'InvalidRequestException', '暂不支持按版本标签（processDefinitionVersionTag）领取。请改用 processDefinitionIdIn。')
  }
  const ids = listed(topic.processDefinitionId, topic.processDefinitionIdIn)
  const keys = listed(topic.processDefinitionKey, topic.processDefinitionKeyIn)
  return {
    topic: topic.topicName, lockMs: topic.lockDuration,
    ...(topic.businessKey ? { businessKey: topic.businessKey } : {}), ...(ids.length ? { definitionIds: ids } : {}),
    ...(keys.length ? { definitionKeys: keys } : {}), ...(topic.processVariables ? { processVariables: topic.processVariables } : {}),
  }
}
