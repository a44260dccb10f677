import type { EndpointOf } from '#adapters/web/contract/endpoints'
import type { Command } from '#engine/kernel/commands'
import { mayWorkOn, requireVisible } from '../access/visible_data.js'
import type { PreviewInput } from '#engine/runtime/preview_command'
import { asSupervisor, knownTask } from '../commands/perform_task_command.js'
import { submitsForm, taskCommand } from '../commands/task_command.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { forbidden, notFound, problemOfRejection, ProblemError } from '../http/problem.js'
import { presentPreview } from '../presentation/task_preview.js'
import { withNames } from '../presentation/with_names.js'
import type { WebServices } from '../web_services.js'

/** What an act would lead to, told before it is done: to those alone who may do it. */
export const previewController = (services: WebServices): Pick<Operations, 'previewTask' | 'previewInstance'> => ({
  async previewTask(call) {
    const login = signedIn(call)
    const { action = 'complete', ...given } = call.body
    const request = { taskId: call.params.id, action, given }
    const task = await knownTask(services, login, request.taskId)
    if (submitsForm(request) && !mayWorkOn(login, task)) throw notFound('任务')
    const command = taskCommand(request, { userId: login.userId, asSupervisor: await asSupervisor(services, login, task, request) })
    const form = submitsForm(request) ? { form: { task, values: given.variables ?? {} } } : {}
    return { body: await preview(services, { instanceId: task.instanceId, command, ...form }) }
  },

  async previewInstance(call) {
    const login = signedIn(call)
    const isOperator = login.capabilities.has('operate_instances')
    if (!isOperator && call.body.action !== 'move') throw forbidden()
    const { instance, visible } = await requireVisible(services, login, call.params.id)
    if (!isOperator && visible.level !== 'full') throw notFound('办件')
    return { body: await preview(services, { instanceId: instance.id, command: instanceCommand(call.body, login.userId, isOperator) }) }
  },
})

async function preview(services: WebServices, input: PreviewInput) {
  const found = await services.engine.preview(input)
  if (found.kind === 'rejected') throw new ProblemError(problemOfRejection({ ...found.rejection, message: withNames(services, found.rejection.message) }))
  return presentPreview(services, found.instances)
}

/** The reason is still to be written. */
function instanceCommand({ action, from = null, to = '', incident = '' }: ApiCall<EndpointOf<'previewInstance'>>['body'], by: string, isOperator: boolean): Command {
  const reason = ''
  switch (action) {
    case 'move':
      return { type: 'MoveToken', from, to, by, reason, ...(isOperator ? { asAdministrator: true } : {}) }
    case 'void':
      return { type: 'VoidInstance', reason, by }
    case 'wake':
      return { type: 'WakeInstance', to, reason, by }
    case 'skip':
      return { type: 'SkipIncident', incidentId: incident, by, reason }
    case 'cancel':
      return { type: 'CancelInstance', reason }
  }
}
