import type { ExternalJob } from '#engine/runtime/ports/external_job_store'
import type { JobHold } from '#engine/runtime/command_envelope'
import type { ModelWords } from './model_words.js'
import type { Topic } from './requests.js'
import { restDate, typedValue, type TypedValue } from './typed_values.js'

/**
 * The id a worker gets carries the number of its claim, `<job>~<fence>`: an unchanged client hands it back with its report, and one that
 * lost its lock is told so even where another process works under the same worker id. Without the number the worker id alone counts.
 */
const FENCE = /^(.+)~(\d{1,15})$/

export interface TaskReference {
  jobId: string
  fence: number | null
}

export function readTaskId(id: string): TaskReference {
  const [, jobId, fence] = FENCE.exec(id) ?? []
  return jobId === undefined ? { jobId: id, fence: null } : { jobId, fence: Number(fence) }
}

/** Locks belong to an account and the name it works under: two accounts with one worker id do not share them. */
export const ownerOf = (clientId: string, workerId: string): string => `${clientId}/${workerId}`

export const holdOf = (reference: TaskReference, clientId: string, workerId: string): JobHold => ({ ...reference, owner: ownerOf(clientId, workerId) })

const workerIdOf = (job: ExternalJob): string | null => (job.leaseOwner === null ? null : job.leaseOwner.slice(job.leaseOwner.indexOf('/') + 1))

/** What every answer about a task has. A lock that ran out is shown until somebody takes the job, as it is by the other servers. */
export const presentTask = async (job: ExternalJob, words: ModelWords) => ({
  activityId: job.elementId,
  activityInstanceId: job.elementInstanceId,
  errorMessage: job.errorMessage,
  executionId: job.elementInstanceId,
  id: job.leaseOwner === null ? job.id : `${job.id}~${job.fence}`,
  lockExpirationTime: job.leaseUntilMs === null ? null : restDate(job.leaseUntilMs),
  createTime: restDate(job.createdAtMs),
  processDefinitionId: job.definitionId,
  processDefinitionKey: job.definitionKey,
  processDefinitionVersionTag: await words.tagOf(job.definitionId),
  processInstanceId: job.instanceId,
  retries: job.state === 'failed' ? 0 : job.retriesLeft,
  suspended: job.instanceStatus === 'suspended',
  workerId: workerIdOf(job),
  tenantId: null,
  topicName: job.topic,
  priority: job.priority,
  businessKey: job.businessKey,
})

/** The task's own variables over the process's, those asked for. */
const variablesFor = (job: ExternalJob, topic: Topic | undefined): Record<string, TypedValue> => {
  const visible = topic?.localVariables ? job.input : { ...job.data, ...job.input }
  const names = topic?.variables
  const entries = Object.entries(visible).filter(([name]) => name !== 'tasks' && (!names || names.includes(name)))
  return Object.fromEntries(entries.map(([name, value]) => [name, typedValue(value)]))
}

/** A task as `fetchAndLock` gives it out. */
export const presentLockedTask = async (job: ExternalJob, topic: Topic | undefined, words: ModelWords) => ({
  ...(await presentTask(job, words)),
  errorDetails: job.errorDetails,
  variables: variablesFor(job, topic),
  extensionProperties: topic?.includeExtensionProperties === true ? await words.propertiesOf(job) : {},
})
