import type { AdminUser } from '#adapters/web/contract/administration'
import { ROLE_NAMES } from '#adapters/web/contract/capabilities'
import type { Person } from '#processes/foundation/organisation/records'
import { recordChange } from '../accounts/audit.js'
import { accountKey } from '../accounts/lock_out.js'
import { hashPassword, readablePassword } from '../accounts/passwords.js'
import type { ApiCall, Operations } from '../http/api_call.js'
import { notFound } from '../http/problem.js'
import { requireAdministrator, requireOrdinary } from '../organisation/separate_administrators.js'
import { saveChecked } from '../organisation/save_checked.js'
import { pageOfSorted, pageRequest } from '../presentation/paging.js'
import type { WebServices } from '../web_services.js'
import { matches } from './directory_controller.js'

type UserOperations = Pick<Operations, 'listUsers' | 'createUser' | 'changeUser' | 'resetPassword' | 'resetAdministratorPassword' | 'unlockUser'>

/** 人员: accounts and their first passwords. Roles are granted by another administrator. */
export const userController = (services: WebServices): UserOperations => ({
  async listUsers(call) {
    const { q, departmentId, active } = call.query
    const people = services.organisation.snapshot().people.filter((person) => (active === undefined || person.active === active) && matches(person, q, departmentId))
    const sorted = [...people].sort((one, other) => (one.username < other.username ? -1 : 1))
    const page = pageOfSorted(sorted, (person) => person.username, { q, departmentId, active }, pageRequest(call.query))
    const data = await Promise.all(page.data.map((person) => presentUser(services, person)))
    return { body: { data, next: page.next, ...(call.query.count ? { count: people.length } : {}) } }
  },

  async createUser(call) {
    const { username, name, departmentId, externalId = null } = call.body
    const person: Person = { id: services.newId(), username, name, departmentId, superiorId: null, phone: null, active: true, externalId }
    await saveChecked(services, (snapshot) => ({ ...snapshot, people: [...snapshot.people, person] }), (store) => store.savePerson(person))
    const oneTimePassword = await setOneTimePassword(services, person.id)
    await recordChange(services, call, 'user.created', person.id, { username, departmentId })
    return { body: { user: await presentUser(services, person), oneTimePassword } }
  },

  async changeUser(call) {
    const stored = personOf(services, call.params.id)
    let person: Person = { ...stored, ...call.body }
    if (person.active !== stored.active) await requireOrdinary(services, call, stored)
    // what somebody else has just written of him stays
    const changed = (one: Person): Person => (one.id === stored.id ? (person = { ...one, ...call.body }) : one)
    await saveChecked(services, (snapshot) => ({ ...snapshot, people: snapshot.people.map(changed) }), (store) => store.savePerson(person))
    if (!person.active) await services.accounts.sessions.removeOfUser(person.id)
    await recordChange(services, call, 'user.changed', person.id, { ...call.body })
    return { body: await presentUser(services, person) }
  },

  async resetPassword(call) {
    const person = personOf(services, call.params.id)
    await requireOrdinary(services, call, person)
    return { body: await resetPasswordOf(services, call, person) }
  },

  async resetAdministratorPassword(call) {
    const person = personOf(services, call.params.id)
    await requireAdministrator(services, call, person)
    return { body: await resetPasswordOf(services, call, person) }
  },

  async unlockUser(call) {
    const person = personOf(services, call.params.id)
    await services.accounts.failures.remove(accountKey(person.username))
    await recordChange(services, call, 'account.unlocked', person.id)
    return { body: await presentUser(services, person) }
  },
})

function personOf(services: WebServices, id: string): Person {
  const person = services.organisation.directory().person(id)
  if (!person) throw notFound('人员')
  return person
}

async function resetPasswordOf(services: WebServices, call: Pick<ApiCall, 'login' | 'address'>, person: Person) {
  const oneTimePassword = await setOneTimePassword(services, person.id)
  await services.accounts.sessions.removeOfUser(person.id)
  await recordChange(services, call, 'password.reset', person.id)
  return { user: await presentUser(services, person), oneTimePassword }
}

async function setOneTimePassword(services: WebServices, userId: string): Promise<string> {
  const password = readablePassword()
  await services.accounts.credentials.put({ userId, passwordHash: await hashPassword(password), changedAtMs: services.clock(), mustChange: true })
  return password
}

async function presentUser(services: WebServices, person: Person): Promise<AdminUser> {
  const directory = services.organisation.directory()
  const [credential, failures] = await Promise.all([
    services.accounts.credentials.find(person.id), services.accounts.failures.find(accountKey(person.username)),
  ])
  const nameOf = (id: string) => directory.department(id)?.name ?? id
  return {
    id: person.id,
    username: person.username,
    name: person.name,
    departmentId: person.departmentId,
    departmentName: nameOf(person.departmentId),
    active: person.active,
    externalId: person.externalId ?? null,
    locked: (failures?.lockedUntilMs ?? 0) > services.clock(),
    mustChangePassword: credential?.mustChange ?? true,
    roles: services.organisation.snapshot().grants
      .filter((grant) => grant.userId === person.id)
      .map((grant) => ({ role: grant.role, roleName: ROLE_NAMES[grant.role], departmentId: grant.departmentId, departmentName: nameOf(grant.departmentId) })),
  }
}
