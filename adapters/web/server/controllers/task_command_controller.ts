import type { BatchRequest, TaskCommandName } from '#adapters/web/contract/task_operations'
import { performTaskCommand } from '../commands/perform_task_command.js'
import type { TaskArguments } from '../commands/task_command.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { invalid } from '../http/problem.js'
import { problemOfError } from '../http/problem_of_error.js'
import type { WebServices } from '../web_services.js'

type TaskCommandOperations = Pick<
  Operations,
  | 'claimTask' | 'releaseTask' | 'completeTask' | 'transferTask' | 'delegateTask' | 'resolveTask' | 'returnTask' | 'withdrawTask' | 'addSigners'
  | 'removeSigners' | 'urgeTask' | 'copyTask' | 'batchTasks'
>

/** What people do to tasks: one command each, judged by the kernel. */
export const taskCommandController = (services: WebServices): TaskCommandOperations => ({
  claimTask: (call) => performOne(services, call, 'claim'),
  releaseTask: (call) => performOne(services, call, 'release'),
  completeTask: (call) => performOne(services, call, 'complete', call.body),
  transferTask: (call) => performOne(services, call, 'transfer', call.body),
  delegateTask: (call) => performOne(services, call, 'delegate', call.body),
  resolveTask: (call) => performOne(services, call, 'resolve', call.body),
  returnTask: (call) => performOne(services, call, 'return', call.body),
  withdrawTask: (call) => performOne(services, call, 'withdraw', call.body),
  addSigners: (call) => performOne(services, call, 'add-signers', call.body),
  removeSigners: (call) => performOne(services, call, 'remove-signers', call.body),
  urgeTask: (call) => performOne(services, call, 'urge', call.body),
  copyTask: (call) => performOne(services, call, 'copy', call.body),

  /** One result per id; each task is a command of its own, so one refusal leaves the others alone. */
  async batchTasks(call) {
    const login = signedIn(call)
    const { action, ids, ...given } = call.body
    if (new Set(ids).size !== ids.length) throw invalid('同一任务出现了两次。请去掉重复后重试。', [{ path: 'ids', message: '不能重复' }])
    requireArguments(call.body)
    const results = await Promise.all(
      ids.map(async (id) => {
        const idempotency = call.idempotency && { ...call.idempotency, scope: `${call.idempotency.scope} ${id}` }
        const problem = await problemIn(() => performTaskCommand(services, login, { taskId: id, action, given, idempotency, ifMatch: null }))
        return problem === null ? { id, ok: true } : { id, ok: false, problem }
      }),
    )
    return { body: { results } }
  },
})

/** What a batch needs beyond its ids is refused once, not once a task. */
function requireArguments({ action, users }: BatchRequest): void {
  if (action === 'copy' && !users) throw invalid('请选择抄送给谁。', [{ path: 'users', message: '请选择人员' }])
}

/** What the work was refused with, or null; what nobody foresaw is thrown on. */
export async function problemIn(work: () => Promise<unknown>) {
  try {
    await work()
    return null
  } catch (error) {
    const { problem, unforeseen } = problemOfError(error)
    if (unforeseen) throw error
    return problem
  }
}

async function performOne(
  services: WebServices, call: Pick<ApiCall, 'login' | 'idempotency' | 'ifMatch'> & { params: { id: string } }, action: TaskCommandName, given: TaskArguments = {},
) {
  return { body: await performTaskCommand(services, signedIn(call), { taskId: call.params.id, action, given, idempotency: call.idempotency, ifMatch: call.ifMatch }) }
}
