import { hashPassword, readablePassword } from '#adapters/web/server/accounts/passwords'
import type { AccountPorts } from '#engine/runtime/engine'
import { DEMO_COUNTY } from '#processes/foundation/demo/demo_county'
import { DEMO_ACCOUNTS } from '#processes/foundation/demo/people'
import type { Department, OrganisationSnapshot, Person, RoleId } from '#processes/foundation/organisation/records'
import type { OrganisationStore } from '#processes/foundation/ports'

/** What the operator has to be told once. */
export interface FirstAccounts {
  accounts: readonly { username: string; shows: string }[]
  password: string
  /** Each has to choose a new password first. */
  oneTime: boolean
}

type AccountServices = { accounts: Pick<AccountPorts, 'credentials'>; organisationStore: OrganisationStore; clock: () => number }

/** The demo county: every account with the demo password. */
export async function loadDemoCounty(services: AccountServices, demoPassword: string | null): Promise<FirstAccounts> {
  const password = demoPassword ?? readablePassword()
  await services.organisationStore.seed(DEMO_COUNTY)
  await giveHashedPasswords(services, DEMO_COUNTY.people, password, false)
  return { accounts: DEMO_ACCOUNTS, password, oneTime: false }
}

const ADMINISTRATORS: readonly (readonly [username: string, name: string, role: RoleId])[] = [
  ['sysadmin', '系统管理员', 'system_admin'],
  ['secadmin', '安全管理员', 'security_admin'],
  ['auditor', '审计管理员', 'audit_admin'],
]

/** Without the demo: one unit and the three administrators, apart from each other, who build up the rest. */
export async function loadAdministrators(services: AccountServices): Promise<FirstAccounts> {
  const password = readablePassword()
  const root: Department = {
    id: 'county', name: '长沙县', shortName: '长沙县', kind: 'county', parentId: null, order: 0, code: '000', documentPrefix: null, address: null, phone: null,
    supervisionPhone: null, officeHours: null, active: true,
  }
  const people: Person[] = ADMINISTRATORS.map(([username, name]) => ({
    id: username, username, name, departmentId: root.id, superiorId: null, phone: null, active: true,
  }))
  const organisation: OrganisationSnapshot = {
    departments: [root], people, posts: [], deputies: [],
    grants: ADMINISTRATORS.map(([userId, , role]) => ({ userId, role, departmentId: root.id })),
  }
  await services.organisationStore.seed(organisation)
  await giveHashedPasswords(services, people, password, true)
  return { accounts: ADMINISTRATORS.map(([username, shows]) => ({ username, shows })), password, oneTime: true }
}

/** They all have one password, which is printed, so one hash does for all: a salt each would hide nothing and cost seconds. */
async function giveHashedPasswords(services: AccountServices, people: readonly Person[], password: string, mustChange: boolean): Promise<void> {
  const passwordHash = await hashPassword(password)
  for (const person of people) await services.accounts.credentials.put({ userId: person.id, passwordHash, changedAtMs: services.clock(), mustChange })
}
