import type { TopicRequest } from '#engine/runtime/ports/external_job_store'
import type { ExternalJobs } from '#engine/runtime/workers/external_jobs'
import { mayWorkOn } from '../accounts/worker_accounts.js'
import { ownerOf, presentLockedTask } from './external_task.js'
import { FetchRequest, type Topic } from './requests.js'
import type { ModelWords } from './model_words.js'
import { RestProblem } from './rest_problem.js'
import { readBody, type WorkerCall, type WorkerOperation } from './task_desk.js'

/** More than a batch that one worker can hold locks on. */
const MOST_TASKS = 200

/** `POST /external-task/fetchAndLock`: locks what is there, or waits for it as long as the worker says. */
export const fetchAndLock = (jobs: ExternalJobs, words: ModelWords): WorkerOperation => async (call) => {
  const { workerId, maxTasks, asyncResponseTimeout, sorting, topics } = readBody(FetchRequest, call)
  const byName = new Map((topics ?? []).map((topic) => [topic.topicName, topic]))
  refuseForeign(call, [...byName.keys()])
  if (maxTasks === 0 || byName.size === 0) return { json: [] }
  const age = sorting?.[0]
  const locked = await jobs.fetch(
    {
      topics: await Promise.all([...byName.values()].map((topic) => topicRequest(topic, words))), limit: Math.min(maxTasks, MOST_TASKS), owner: ownerOf(call.worker.id, workerId),
      ...(age ? { byAge: age.sortOrder === 'desc' ? ('newest' as const) : ('oldest' as const) } : {}),
    },
    asyncResponseTimeout ?? 0,
    call.signal,
  )
  return { json: await Promise.all(locked.map((job) => presentLockedTask(job, byName.get(job.topic), words))) }
}

function refuseForeign({ worker }: WorkerCall, topics: readonly string[]): void {
  const foreign = topics.filter((topic) => !mayWorkOn(worker, topic))
  if (foreign.length) throw new RestProblem(403, 'AuthorizationException', `此工作者无权领取主题：${foreign.join('、')}。请联系系统管理员。`)
}

const listed = (one: string | null | undefined, many: readonly string[] | null | undefined): string[] => [...(one ? [one] : []), ...(many ?? [])]

/** Every condition given has to fit. Nothing here belongs to a tenant: whoever asks for one gets nothing. A version published while a request waits is seen by the next one. */
async function topicRequest(topic: Topic, words: ModelWords): Promise<TopicRequest> {
  const named = listed(topic.processDefinitionId, topic.processDefinitionIdIn)
  const tagged = topic.processDefinitionVersionTag ? await words.taggedWith(topic.processDefinitionVersionTag) : null
  const ids = tagged === null ? named : tagged.filter((id) => named.length === 0 || named.includes(id))
  const isNarrowed = tagged !== null || ids.length > 0
  const keys = listed(topic.processDefinitionKey, topic.processDefinitionKeyIn)
  return {
    topic: topic.topicName, lockMs: topic.lockDuration,
    ...(topic.businessKey ? { businessKey: topic.businessKey } : {}), ...(topic.tenantIdIn?.length ? { definitionIds: [] } : isNarrowed ? { definitionIds: ids } : {}),
    ...(keys.length ? { definitionKeys: keys } : {}), ...(topic.processVariables ? { processVariables: topic.processVariables } : {}),
  }
}
