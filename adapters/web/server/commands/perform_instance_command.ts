import type { Command } from '#engine/kernel/commands'
import { requireVisible } from '../access/visible_data.js'
import { recordChange } from '../accounts/audit.js'
import { actorOf, signedIn, type ApiCall } from '../http/api_call.js'
import { problemOfRejection, ProblemError } from '../http/problem.js'
import { presentInstance } from '../presentation/instance_summary.js'
import { withNames } from '../presentation/with_names.js'
import type { WebServices } from '../web_services.js'

type InstanceCall = Pick<ApiCall, 'login' | 'idempotency' | 'ifMatch' | 'address'> & { params: { id: string } }

/** One intervention in one instance, with its reason in the security audit. */
export async function performInstanceCommand(services: WebServices, call: InstanceCall, command: Command, reason: string) {
  const login = signedIn(call)
  const { instance, visible } = await requireVisible(services, login, call.params.id)
  const answer = await services.engine.bus.submit({
    instanceId: instance.id,
    command,
    actor: actorOf(call),
    ...(call.idempotency ? { idempotency: call.idempotency } : {}),
    ...(call.ifMatch === null ? {} : { expectedRevision: { of: 'instance' as const, id: instance.id, revision: call.ifMatch } }),
  })
  if (!answer.ok) throw new ProblemError(problemOfRejection({ ...answer.rejection, message: withNames(services, answer.rejection.message) }))
  await recordChange(services, call, 'instance.operated', instance.id, { command: command.type, reason })
  const row = (await services.engine.instances.find(instance.id))!
  return { body: { ...(await presentInstance(services, row, visible.level)), status: answer.status, revision: answer.revision } }
}
