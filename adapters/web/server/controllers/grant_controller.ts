import { ADMINISTRATOR_ROLES, ROLE_IDS, ROLE_NAMES, type RoleId } from '#adapters/web/contract/capabilities'
import type { RoleGrant as WireGrant } from '#adapters/web/contract/administration'
import type { RoleGrant } from '#processes/foundation/organisation/records'
import { recordAudit } from '../accounts/audit.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { invalid, notFound, problem } from '../http/problem.js'
import { saveChecked } from '../organisation/save_checked.js'
import type { WebServices } from '../web_services.js'

export const grantController = (services: WebServices): Pick<Operations, 'listRoleGrants' | 'grantRole' | 'revokeRole'> => ({
  async listRoleGrants(call) {
    const { userId, role } = call.query
    const grants = services.organisation.snapshot().grants.filter((one) => (!userId || one.userId === userId) && (!role || one.role === role))
    return { body: { data: grants.map((grant) => presentGrant(services, grant)) } }
  },

  async grantRole(call) {
    const login = signedIn(call)
    const { userId, departmentId } = call.body
    const role = ROLE_IDS.find((one) => one === call.body.role)
    if (!role) throw invalid('没有这个角色。请从列表中选择。', [{ path: 'role', message: '没有这个角色' }])
    if (userId === login.userId) throw problem(403, 'E_OWN_GRANT', '不能给自己授予角色。请由另一位安全管理员办理。')
    const grant: RoleGrant = { userId, role, departmentId }
    const has = services.organisation.snapshot().grants.some((one) => idOf(one) === idOf(grant))
    if (!has) {
      await saveChecked(services, (snapshot) => ({ ...snapshot, grants: [...snapshot.grants, grant] }), (store) => store.grantRole(grant))
      await recordAudit(services, { actor: login.userId, action: 'role.granted', target: userId, address: call.address, detail: { role, departmentId } })
    }
    return { body: presentGrant(services, grant) }
  },

  async revokeRole(call) {
    const login = signedIn(call)
    const grant = services.organisation.snapshot().grants.find((one) => idOf(one) === call.params.id)
    if (!grant) throw notFound('授权')
    await saveChecked(services, (snapshot) => {
      if (isLastAdministrator(services, grant)) {
        throw problem(409, 'E_LAST_ADMINISTRATOR', `这是唯一的${ROLE_NAMES[grant.role]}，收回后将无人担任。请先授予另一个账号。`)
      }
      return { ...snapshot, grants: snapshot.grants.filter((one) => idOf(one) !== idOf(grant)) }
    }, (store) => store.revokeRole(grant))
    await recordAudit(services, { actor: login.userId, action: 'role.revoked', target: grant.userId, address: call.address, detail: { role: grant.role, departmentId: grant.departmentId } })
    return { body: undefined }
  },
})

const idOf = (grant: RoleGrant): string => `${grant.userId}~${grant.role}~${grant.departmentId}`

function isLastAdministrator(services: WebServices, grant: RoleGrant): boolean {
  if (!ADMINISTRATOR_ROLES.includes(grant.role as RoleId)) return false
  const directory = services.organisation.directory()
  const others = services.organisation.snapshot().grants.filter((one) => one.role === grant.role && idOf(one) !== idOf(grant))
  return !others.some((one) => directory.person(one.userId)?.active)
}

function presentGrant(services: WebServices, grant: RoleGrant): WireGrant {
  const directory = services.organisation.directory()
  return {
    id: idOf(grant),
    userId: grant.userId,
    userName: directory.person(grant.userId)?.name ?? grant.userId,
    role: grant.role,
    roleName: ROLE_NAMES[grant.role],
    departmentId: grant.departmentId,
    departmentName: directory.department(grant.departmentId)?.name ?? grant.departmentId,
  }
}
