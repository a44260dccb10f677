import type { ExternalJobs, Reporter } from '#engine/runtime/workers/external_jobs'
import { holdOf, type TaskReference } from './external_task.js'
import { BpmnErrorRequest, CompleteRequest, FailureRequest } from './requests.js'
import { findTask, readBody, settled, type WorkerCall, type WorkerOperation } from './task_desk.js'
import { plainValues, type TypedValue } from './typed_values.js'

const MESSAGE_LENGTH = 2_000
const DETAILS_LENGTH = 8_000

const typed = (variables: Record<string, unknown> | null | undefined) => plainValues(variables as Record<string, TypedValue> | null | undefined)

const reporter = ({ worker }: WorkerCall, reference: TaskReference, workerId: string): Reporter => ({
  clientId: worker.id, hold: holdOf(reference, worker.id, workerId),
})

/** How the work ended: done, failed, or with an error of the model. */
export const reportOperations = (jobs: ExternalJobs) => ({
  async complete(call) {
    const { workerId, variables, localVariables } = readBody(CompleteRequest, call)
    const { job, reference } = await findTask(jobs, call)
    return settled(await jobs.complete(job, reporter(call, reference, workerId), typed(variables), typed(localVariables)))
  },

  async failure(call) {
    const { workerId, errorMessage, errorDetails, retries, retryTimeout } = readBody(FailureRequest, call)
    const { job, reference } = await findTask(jobs, call)
    const told = {
      message: (errorMessage || '工作者没有说明原因').slice(0, MESSAGE_LENGTH),
      ...(errorDetails ? { details: errorDetails.slice(0, DETAILS_LENGTH) } : {}),
      retries: retries ?? null, retryAfterMs: retryTimeout ?? 0,
    }
    return settled(await jobs.fail(job, reporter(call, reference, workerId), told))
  },

  async bpmnError(call) {
    const { workerId, errorCode, errorMessage, variables } = readBody(BpmnErrorRequest, call)
    const { job, reference } = await findTask(jobs, call)
    const error = { code: errorCode, message: errorMessage ?? null, variables: typed(variables) }
    return settled(await jobs.throwError(job, reporter(call, reference, workerId), error))
  },
} satisfies Record<string, WorkerOperation>)
