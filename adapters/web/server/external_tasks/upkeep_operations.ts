import type { ExternalJobs } from '#engine/runtime/workers/external_jobs'
import { ownerOf, presentTask } from './external_task.js'
import { readListRequest } from './list_request.js'
import type { ModelWords } from './model_words.js'
import { PriorityRequest, RetriesRequest } from './requests.js'
import { unknownTask } from './rest_problem.js'
import { findTask, readBody, settled, type WorkerCall, type WorkerOperation } from './task_desk.js'

/** The list is the account's own topics, whatever else is asked. */
function listRequest({ worker }: WorkerCall, given: Record<string, unknown>) {
  const { filter, workerId, order, page } = readListRequest(given)
  const topics = worker.topics.includes('*') ? null : worker.topics
  return { order, page, filter: { ...filter, topics, ...(workerId === null ? {} : { owner: ownerOf(worker.id, workerId) }) } }
}

/** Names in the address go before those in the body. */
const givenBy = ({ query, body }: WorkerCall): Record<string, unknown> => ({ ...(body as Record<string, unknown>), ...query })

/** What is looked at and put right beside the work itself. */
export const upkeepOperations = (jobs: ExternalJobs, words: ModelWords) => ({
  read: async (call) => ({ json: await presentTask((await findTask(jobs, call)).job, words) }),
  errorDetails: async (call) => ({ text: (await findTask(jobs, call)).job.errorDetails ?? '' }),

  async list(call) {
    const { filter, order, page } = listRequest(call, givenBy(call))
    return { json: await Promise.all((await jobs.list(filter, order, page)).map((job) => presentTask(job, words))) }
  },
  count: async (call) => ({ json: { count: await jobs.count(listRequest(call, givenBy(call)).filter) } }),

  async setRetries(call) {
    const { retries } = readBody(RetriesRequest, call)
    return settled(await jobs.setRetries((await findTask(jobs, call)).job, call.worker.id, retries))
  },
  async setPriority(call) {
    const { priority } = readBody(PriorityRequest, call)
    if (!(await jobs.setPriority((await findTask(jobs, call)).job, priority))) throw unknownTask(call.id)
    return undefined
  },
} satisfies Record<string, WorkerOperation>)
