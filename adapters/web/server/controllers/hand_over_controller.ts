import type { HandOverResult } from '#adapters/web/contract/task_operations'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { requireColleagues } from '../access/colleagues.js'
import { maySupervise } from '../access/supervision.js'
import type { Login } from '../accounts/login.js'
import { recordChange } from '../accounts/audit.js'
import { blankAsNull } from '../commands/task_command.js'
import { refusalOf } from '../commands/perform_task_command.js'
import { actorOf, signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { invalid, notFound } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { problemIn } from './task_command_controller.js'

/** 离职批量转办: a supervisor hands over what he may see, a system administrator all of it without seeing any. */
export const handOverController = (services: WebServices): Pick<Operations, 'handOverTasks' | 'handOverUser'> => ({
  async handOverTasks(call) {
    const login = signedIn(call)
    const { from, to, opinion } = call.body
    const seen = async (task: TaskRow) => maySupervise(services, login, task.instanceId)
    return { body: await handOver(services, call, login, { from, to, opinion, includes: seen }) }
  },

  async handOverUser(call) {
    const { to, opinion } = call.body
    if (!services.organisation.directory().person(call.params.id)) throw notFound('人员')
    return { body: await handOver(services, call, signedIn(call), { from: call.params.id, to, opinion, includes: () => Promise.resolve(true) }) }
  },
})

interface HandOver {
  from: string
  to: string
  opinion: string
  includes(task: TaskRow): Promise<boolean>
}

/** Tasks handed over by one request; whoever holds more asks again. */
const MOST = 2000

/** Each task is a command of its own: one refusal leaves the others alone, and the result names it. */
async function handOver(services: WebServices, call: Pick<ApiCall, 'login' | 'address'>, login: Login, { from, to, opinion, includes }: HandOver): Promise<HandOverResult> {
  requireColleagues(services, [to], 'to')
  if (from === to) throw invalid('接收人就是本人，没有可转的。请另选接收人。', [{ path: 'to', message: '请另选接收人' }])
  if (blankAsNull(opinion) === null) throw invalid('请写明转办原因，办件记录中要保留。', [{ path: 'opinion', message: '请写明原因' }])
  const tasks = await openTasksOf(services, from)
  const results: HandOverResult['results'] = (
    await Promise.all(
      tasks.map(async (task) => {
        if (!(await includes(task))) return []
        const problem = await problemIn(async () => {
          const command = { type: 'TransferTask' as const, taskId: task.id, by: login.userId, to, opinion: opinion.trim(), asSupervisor: true as const }
          const answer = await services.engine.bus.submit({ instanceId: task.instanceId, command, actor: actorOf(call) })
          if (!answer.ok) throw refusalOf(services, answer.rejection)
        })
        return [{ id: task.id, name: task.name, instanceId: task.instanceId, ok: problem === null, ...(problem ? { problem } : {}) }]
      }),
    )
  ).flat()
  await recordChange(services, call, 'tasks.handed_over', `user:${from}`, { to, tasks: results.length, refused: results.filter((one) => !one.ok).length, reason: opinion.trim() })
  return { results }
}

async function openTasksOf(services: WebServices, userId: string): Promise<TaskRow[]> {
  const filter = { view: 'todo' as const, viewer: { userId, principals: [] }, nowMs: services.clock() }
  const found: TaskRow[] = []
  for (let after: string | null = null; found.length < MOST;) {
    const page: { data: TaskRow[]; next: string | null } = await services.engine.tasks.list(filter, 'createdAt', { limit: 200, after })
    found.push(...page.data)
    after = page.next
    if (after === null) break
  }
  return found.slice(0, MOST)
}
