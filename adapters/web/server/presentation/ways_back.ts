import type { TaskAction, TaskDetail } from '#adapters/web/contract/tasks'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'
import { personOrNull } from './people.js'
import { withNames } from './with_names.js'

/** Where a task can be returned to, and whether one's own completion can be taken back; each asked only of whom it concerns. */
export async function waysBack(
  services: WebServices, login: Login, task: TaskRow, allowed: readonly TaskAction[],
): Promise<Pick<TaskDetail, 'returnTargets' | 'withdrawBlockedBy'>> {
  const [targets, withdrawBlockedBy] = await Promise.all([
    allowed.includes('return') ? services.engine.returnTargets(task) : [],
    task.completedBy === login.userId ? withdrawBlock(services, login, task) : null,
  ])
  return { returnTargets: targets.map((target) => ({ ...target, assignee: personOrNull(services.organisation, target.assignee), also: [...target.also] })), withdrawBlockedBy }
}

/** What the kernel would refuse a withdrawal with. */
async function withdrawBlock(services: WebServices, login: Login, task: TaskRow): Promise<string | null> {
  const command = { type: 'WithdrawTask' as const, taskId: task.id, by: login.userId, opinion: null }
  const preview = await services.engine.preview({ instanceId: task.instanceId, command })
  return preview.kind === 'rejected' ? withNames(services, preview.rejection.message) : null
}
