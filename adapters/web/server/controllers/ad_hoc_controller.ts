import type { Command } from '#engine/kernel/commands'
import { requireFull } from '../access/visible_data.js'
import { acceptedOf } from '../http/accepted.js'
import { actorOf, signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { presentInstance } from '../presentation/instance_summary.js'
import type { WebServices } from '../web_services.js'

/** 临时子流程: whoever works on the case chooses what begins, as far as the model names no candidates. */
export const adHocController = (services: WebServices): Pick<Operations, 'beginAdHoc' | 'completeAdHoc'> => ({
  beginAdHoc: (call) => choose(services, call, { type: 'ActivateAdHoc', subProcessId: call.body.subProcess, elementId: call.body.activity, by: signedIn(call).userId }),
  completeAdHoc: (call) => choose(services, call, { type: 'CompleteAdHoc', subProcessId: call.body.subProcess, by: signedIn(call).userId }),
})

async function choose(services: WebServices, call: Pick<ApiCall, 'login' | 'idempotency' | 'ifMatch'> & { params: { id: string } }, command: Command) {
  const { instance } = await requireFull(services, signedIn(call), call.params.id)
  const answer = acceptedOf(
    await services.engine.bus.submit({
      instanceId: instance.id,
      command,
      actor: actorOf(call),
      ...(call.idempotency ? { idempotency: call.idempotency } : {}),
      ...(call.ifMatch === null ? {} : { expectedRevision: { of: 'instance' as const, id: instance.id, revision: call.ifMatch } }),
    }),
  )
  const row = (await services.engine.instances.find(instance.id))!
  return { body: { ...(await presentInstance(services, row)), status: answer.status, revision: answer.revision } }
}
