import type { ExternalJobs } from '#engine/runtime/workers/external_jobs'
import { holdOf, ownerOf } from './external_task.js'
import { ExtendRequest, LockRequest } from './requests.js'
import { changed, findTask, readBody, type WorkerOperation } from './task_desk.js'

/** One task's lock: taken, made longer, given back. */
export const lockOperations = (jobs: ExternalJobs) => ({
  async lock(call) {
    const { workerId, lockDuration } = readBody(LockRequest, call)
    const { job } = await findTask(jobs, call)
    return changed(await jobs.lock(job, ownerOf(call.worker.id, workerId), lockDuration), call.id)
  },

  async extendLock(call) {
    const { workerId, newDuration } = readBody(ExtendRequest, call)
    const { reference } = await findTask(jobs, call)
    return changed(await jobs.extend(holdOf(reference, call.worker.id, workerId), newDuration), call.id)
  },

  /** The body names no worker: what counts is the account, and the number of the claim where the id carries it. */
  async unlock(call) {
    const { job, reference } = await findTask(jobs, call)
    if (job.leaseOwner === null) return undefined
    const isOwn = job.leaseOwner.startsWith(ownerOf(call.worker.id, '')) && (reference.fence === null || reference.fence === job.fence)
    return changed(isOwn ? await jobs.release(job) : 'lost', call.id)
  },
} satisfies Record<string, WorkerOperation>)
