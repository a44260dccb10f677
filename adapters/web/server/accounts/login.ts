import { ROLE_NAMES, type Capability, type RoleId } from '#adapters/web/contract/capabilities'
import type { CurrentUser } from '#adapters/web/contract/sessions'
import type { Person } from '#processes/foundation/organisation/records'
import type { WebServices } from '../web_services.js'

/** Somebody signed in, as of this request. */
export interface Login {
  userId: string
  sessionId: string
  kind: 'cookie' | 'bearer'
  csrfToken: string | null
  expiresAtMs: number
  mustChangePassword: boolean
  person: Person
  roles: ReadonlySet<string>
  capabilities: ReadonlySet<Capability>
  /** Every principal it resolves to now, those of people it stands in for included. */
  principals: readonly string[]
}

export type Organisation = WebServices['organisation']

/** Roles granted to the account itself; a deputyship adds work, never capabilities. */
export const rolesOf = (organisation: Organisation, userId: string): Set<string> =>
  new Set(organisation.snapshot().grants.filter((grant) => grant.userId === userId).map((grant) => grant.role))

/** What the pages know of the person signed in. */
export function presentCurrentUser(login: Login, organisation: Organisation): CurrentUser {
  const directory = organisation.directory()
  const nameOf = (departmentId: string) => directory.department(departmentId)?.name ?? departmentId
  const grants = organisation.snapshot().grants.filter((grant) => grant.userId === login.userId)
  return {
    id: login.userId,
    username: login.person.username,
    name: login.person.name,
    departmentId: login.person.departmentId,
    departmentName: nameOf(login.person.departmentId),
    posts: grants.map((grant) => ({
      role: grant.role,
      roleName: ROLE_NAMES[grant.role as RoleId],
      departmentId: grant.departmentId,
      departmentName: nameOf(grant.departmentId),
    })),
    roles: [...login.roles],
    capabilities: [...login.capabilities],
    mustChangePassword: login.mustChangePassword,
  }
}
