import { mayWorkOn } from '../access/visible_data.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound, problemOfRejection, ProblemError } from '../http/problem.js'
import { presentPreview } from '../presentation/task_preview.js'
import type { WebServices } from '../web_services.js'

/** What happens next, told before it is done: to those alone who may do it. */
export const previewController = (services: WebServices): Pick<Operations, 'previewTask'> => ({
  async previewTask(call) {
    const login = signedIn(call)
    const task = await services.engine.tasks.find(call.params.id)
    if (!task || !mayWorkOn(login, task)) throw notFound('任务')
    const { outcome, variables } = call.body
    const preview = await services.engine.preview({ task, by: login.userId, outcome: outcome ?? null, values: variables ?? {} })
    if (preview.kind === 'rejected') throw new ProblemError(problemOfRejection(preview.rejection))
    return { body: await presentPreview(services, preview.instances) }
  },
})
