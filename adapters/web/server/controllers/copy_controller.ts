import { requireColleagues } from '../access/colleagues.js'
import { maySupervise } from '../access/supervision.js'
import { requireFull } from '../access/visible_data.js'
import { blankAsNull } from '../commands/task_command.js'
import { acceptedOf } from '../http/accepted.js'
import { actorOf, signedIn, type Operations } from '../http/api_call.js'
import { forbidden, notFound } from '../http/problem.js'
import { presentCopyRecord } from '../presentation/copies.js'
import type { WebServices } from '../web_services.js'

/** 抄送 beside the flow and 已阅: reading, never working. */
export const copyController = (services: WebServices): Pick<Operations, 'copyInstance' | 'listCopies' | 'readCopy'> => ({
  /** A copy grants reading: it is given by the starter, a supervisor, or out of a task by who has it. */
  async copyInstance(call) {
    const login = signedIn(call)
    const { instance } = await requireFull(services, login, call.params.id)
    const { users, opinion } = call.body
    if (instance.starter !== login.userId && !(await maySupervise(services, login, instance.id))) {
      throw forbidden('办件由发起人或督查员抄送；正在办理的人请在任务中抄送。')
    }
    requireColleagues(services, users, 'users')
    const command = { type: 'CopyInstance' as const, taskId: null, by: login.userId, users: [...users], opinion: blankAsNull(opinion) }
    const answer = acceptedOf(
      await services.engine.bus.submit({ instanceId: instance.id, command, actor: actorOf(call), ...(call.idempotency ? { idempotency: call.idempotency } : {}) }),
    )
    return { body: { copies: answer.events.filter((event) => event.type === 'CopySent').length } }
  },

  async listCopies(call) {
    const { instance } = await requireFull(services, signedIn(call), call.params.id)
    const copies = await services.engine.copies.ofInstance(instance.id)
    return { body: { data: copies.map((copy) => presentCopyRecord(services, copy)) } }
  },

  /** Only one's own; another's does not exist. */
  async readCopy(call) {
    const login = signedIn(call)
    const { id, copyId } = call.params
    const own = (await services.engine.copies.ofInstance(id)).find((copy) => copy.id === copyId && copy.userId === login.userId)
    if (!own) throw notFound('抄送')
    if (own.readAtMs !== null) return { body: { copyId } }
    const command = { type: 'ReadCopy' as const, copyId, by: login.userId }
    acceptedOf(await services.engine.bus.submit({ instanceId: id, command, actor: actorOf(call), ...(call.idempotency ? { idempotency: call.idempotency } : {}) }))
    return { body: { copyId } }
  },
})
