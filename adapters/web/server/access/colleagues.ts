import { ROLE_CAPABILITIES } from '#adapters/web/contract/capabilities'
import { invalid } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

type Colleagues = Pick<WebServices, 'organisation'>

/** Accounts that do business. The others see none: work sent there would lie where nobody can open it. */
export const businessAccounts = ({ organisation }: Colleagues): ReadonlySet<string> =>
  new Set(organisation.snapshot().grants.filter((grant) => ROLE_CAPABILITIES[grant.role].includes('handle_work')).map((grant) => grant.userId))

/** Refuses people whom nothing can be sent to; `path` is the field that names them. */
export function requireColleagues(services: Colleagues, userIds: readonly string[], path: string): void {
  const fault = (message: string) => invalid(`没有办成：${message}。`, [{ path, message }])
  if (userIds.length === 0 || userIds.includes('')) throw fault('请选择人员')
  const business = businessAccounts(services)
  for (const userId of userIds) {
    const person = services.organisation.directory().person(userId)
    if (!person?.active) throw fault(`没有“${person?.name ?? userId}”这个人，或其账号已停用`)
    if (!business.has(userId)) throw fault(`${person.name}的账号不办理业务，请另选人员`)
  }
}
