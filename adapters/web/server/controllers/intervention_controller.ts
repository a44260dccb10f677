import { isDeepStrictEqual } from 'node:util'
import type { Login } from '../accounts/login.js'
import { requireVisible, visibleData } from '../access/visible_data.js'
import { performInstanceCommand } from '../commands/perform_instance_command.js'
import { recordChange } from '../accounts/audit.js'
import { actorOf, signedIn, type Operations } from '../http/api_call.js'
import { acceptedOf } from '../http/accepted.js'
import { forbidden, notFound, problem } from '../http/problem.js'
import { presentIncident, presentInstance } from '../presentation/instance_summary.js'
import { pageRequest, presentPage } from '../presentation/paging.js'
import type { WebServices } from '../web_services.js'

type InterventionOperations = Pick<
  Operations, 'setVariables' | 'suspendInstance' | 'resumeInstance' | 'cancelInstance' | 'sendMessage' | 'sendSignal' | 'listIncidents' | 'retryIncident' | 'skipIncident'
>

/** 运行干预: what operators do to running work, each with its reason in the security audit. */
export const interventionController = (services: WebServices): InterventionOperations => ({
  async setVariables(call) {
    const { variables, reason } = call.body
    await requireSight(services, signedIn(call), call.params.id, Object.keys(variables))
    return performInstanceCommand(services, call, { type: 'SetVariables', variables }, reason)
  },
  suspendInstance: (call) => performInstanceCommand(services, call, { type: 'SuspendInstance', reason: call.body.reason }, call.body.reason),
  resumeInstance: (call) => performInstanceCommand(services, call, { type: 'ResumeInstance' }, call.body.reason ?? ''),
  cancelInstance: (call) => performInstanceCommand(services, call, { type: 'CancelInstance', reason: call.body.reason }, call.body.reason),

  async sendMessage(call) {
    const { name, correlationKey, businessKey, variables } = call.body
    const { matched, held } = await services.engine.correlate({
      name,
      correlationKey: correlationKey ?? null,
      businessKey: businessKey ?? null,
      variables: variables ?? {},
      actor: actorOf(call),
      ...(call.idempotency ? { idempotency: call.idempotency } : {}),
    })
    return { body: { matched, held } }
  },

  async sendSignal(call) {
    const { name, variables } = call.body
    const sent = await services.engine.signal({ name, variables: variables ?? {}, actor: actorOf(call), ...(call.idempotency ? { idempotency: call.idempotency } : {}) })
    return { body: sent }
  },

  async listIncidents(call) {
    const { instanceId, state } = call.query
    const filter = { ...(instanceId ? { instanceId } : {}), resolved: state === 'resolved' }
    const page = await services.engine.incidents.list(filter, pageRequest(call.query))
    return { body: await presentPage(page, (row) => presentIncident(services, row)) }
  },

  async retryIncident(call) {
    const login = signedIn(call)
    const incident = await services.engine.incidents.find(call.params.id)
    if (!incident) throw notFound('运行事故')
    const answer = acceptedOf(await services.engine.retryIncident(incident.id, actorOf(call)))
    await recordChange(services, call, 'instance.operated', incident.instanceId, { retried: incident.id })
    const instance = (await services.engine.instances.find(answer.instanceId))!
    const visible = await visibleData(services, login, instance)
    return { body: await presentInstance(services, instance, visible?.level ?? 'structure') }
  },

  async skipIncident(call) {
    const incident = await services.engine.incidents.find(call.params.id)
    if (!incident) throw notFound('运行事故')
    if (incident.elementId === null) throw problem(409, 'E_CONFLICT', '这条异常没有停在某个环节上，不能跳过。请重试，或到办件页处理。')
    const { reason } = call.body
    const command = { type: 'SkipIncident' as const, incidentId: incident.id, by: signedIn(call).userId, reason }
    return performInstanceCommand(services, { ...call, params: { id: incident.instanceId } }, command, reason)
  },
})

/** Nobody overwrites what he may not read: the whole of each named variable must be his to see. */
async function requireSight(services: WebServices, login: Login, instanceId: string, names: readonly string[]): Promise<void> {
  const { instance, visible } = await requireVisible(services, login, instanceId)
  if (visible.isWhole) return
  const touched = Object.fromEntries(names.map((name) => [name, instance.data[name] ?? null]))
  if (visible.level === 'full' && isDeepStrictEqual(visible.filter(touched), touched)) return
  throw forbidden('您看不到这个办件的这些数据，不能修改。请由能查看全部数据的经办人，或分管该部门的督查员办理。')
}
