import type { Person } from '#processes/foundation/organisation/records'
import { recordAudit } from '../accounts/audit.js'
import { rolesOf } from '../accounts/login.js'
import { signedIn, type ApiCall } from '../http/api_call.js'
import { forbidden } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

type Who = Pick<ApiCall, 'login' | 'address'>

/** Whoever can log in as another administrator holds both posts (三员分立): these accounts are not the system administrator's. */
const isGuarded = (services: WebServices, person: Person): boolean => {
  const roles = rolesOf(services.organisation, person.id)
  return roles.has('security_admin') || roles.has('audit_admin')
}

/** What a system administrator may do to an account: not to his own, nor to those of the two other administrators. Refusals are audited. */
export async function requireOrdinary(services: WebServices, call: Who, person: Person): Promise<void> {
  if (person.id === signedIn(call).userId) {
    return refuse(services, call, person, '不能重置或停用自己的账号。忘记口令请由另一位系统管理员办理，平时请用“修改密码”。')
  }
  if (isGuarded(services, person)) {
    return refuse(services, call, person, '这是安全管理员或审计管理员的账号，系统管理员不能重置或停用（三员分立）。重置密码由安全管理员办理；要停用，先由安全管理员收回该角色。')
  }
}

/** What a security administrator may do: to the accounts of the two guarded posts alone, and not to his own. Refusals are audited. */
export async function requireAdministrator(services: WebServices, call: Who, person: Person): Promise<void> {
  if (person.id === signedIn(call).userId) {
    return refuse(services, call, person, '不能重置自己的账号。请由另一位安全管理员办理，平时请用“修改密码”。')
  }
  if (!isGuarded(services, person)) {
    return refuse(services, call, person, '安全管理员只重置安全管理员和审计管理员的密码，其他账号请由系统管理员办理（三员分立）。')
  }
}

async function refuse(services: WebServices, call: Who, person: Person, message: string): Promise<never> {
  const detail = { reason: '三员分立', account: person.id }
  await recordAudit(services, { actor: signedIn(call).userId, action: 'access.refused', target: person.id, address: call.address, detail })
  throw forbidden(message)
}
