import type { ReturnTarget, TaskDetail } from '#adapters/web/contract/tasks'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'
import { personOrNull } from './people.js'
import { withNames } from './with_names.js'

/** Where a task can be returned to: read off the whole journal, so only when somebody is about to. */
export async function presentReturnTargets(services: WebServices, task: TaskRow): Promise<ReturnTarget[]> {
  const targets = await services.engine.returnTargets(task)
  return targets.map((target) => ({ ...target, assignee: personOrNull(services.organisation, target.assignee), also: [...target.also] }))
}

/** Whether there may be such a place at all: the first task of a 办件 has nowhere to go back to. */
export const mayHaveReturnTargets = (task: TaskRow, siblings: readonly TaskRow[]): boolean =>
  siblings.some((one) => one.state === 'completed' && one.signPosition === null && one.id !== task.id)

/** Why one's own completion can no longer be taken back: what the kernel would refuse it with. */
export async function withdrawBlock(services: WebServices, login: Login, task: TaskRow): Promise<TaskDetail['withdrawBlockedBy']> {
  if (task.completedBy !== login.userId) return null
  const command = { type: 'WithdrawTask' as const, taskId: task.id, by: login.userId, opinion: null }
  const preview = await services.engine.preview({ instanceId: task.instanceId, command })
  return preview.kind === 'rejected' ? withNames(services, preview.rejection.message) : null
}
