import type { DeputyRecord } from '#adapters/web/contract/administration'
import type { Deputy, RoleId } from '#processes/foundation/organisation/records'
import { recordChange } from '../accounts/audit.js'
import type { Operations } from '../http/api_call.js'
import { notFound } from '../http/problem.js'
import { saveChecked } from '../organisation/save_checked.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

/** 代理: who stands in for whom, within a period and for some or all roles. */
export const deputyController = (services: WebServices): Pick<Operations, 'listDeputies' | 'createDeputy' | 'deleteDeputy'> => ({
  async listDeputies() {
    return { body: { data: services.organisation.snapshot().deputies.map((deputy) => presentDeputy(services, deputy)) } }
  },

  async createDeputy(call) {
    const { userId, deputyId, from, to, roles } = call.body
    const deputy: Deputy = {
      id: services.newId(), userId, deputyId, fromMs: Date.parse(from), toMs: Date.parse(to), roles: roles ? (roles as RoleId[]) : null,
    }
    await saveChecked(services, (snapshot) => ({ ...snapshot, deputies: [...snapshot.deputies, deputy] }), (store) => store.saveDeputy(deputy))
    await recordChange(services, call, 'deputy.saved', deputy.id, { ...call.body })
    return { body: presentDeputy(services, deputy) }
  },

  async deleteDeputy(call) {
    if (!services.organisation.snapshot().deputies.some((deputy) => deputy.id === call.params.id)) throw notFound('代理设置')
    await services.organisationStore.removeDeputy(call.params.id)
    await services.organisation.refresh()
    await recordChange(services, call, 'deputy.removed', call.params.id)
    return { body: undefined }
  },
})

function presentDeputy(services: WebServices, deputy: Deputy): DeputyRecord {
  const nameOf = (id: string) => services.organisation.directory().person(id)?.name ?? id
  return {
    id: deputy.id, userId: deputy.userId, userName: nameOf(deputy.userId), deputyId: deputy.deputyId, deputyName: nameOf(deputy.deputyId),
    from: instant(deputy.fromMs), to: instant(deputy.toMs), roles: deputy.roles === null ? null : [...deputy.roles],
  }
}
