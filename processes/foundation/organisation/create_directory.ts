import type { Principal, UserId } from '#engine/model/principal'
import type { Directory } from '#engine/kernel/step_context'
import type { Department, Deputy, OrganisationSnapshot, Person, RoleId } from './records.js'
import { isAdministration } from './roles.js'

/** The kernel's directory, and the names that documents and pages print. */
export interface CountyDirectory extends Directory {
  person(userId: UserId): Person | null
  department(departmentId: string): Department | null
  /** People whose work `userId` may do now, with the deputy's record. */
  deputisingFor(userId: UserId): readonly Deputy[]
  /** Whose deputy `userId` is where work is offered to these principals; null when it is offered to himself, or not at all. */
  standsInFor(userId: UserId, offeredTo: readonly Principal[]): UserId | null
}

/** An organisation made ready for look-ups; built once per snapshot, whatever the hour. */
export interface OrganisationIndex {
  people: ReadonlyMap<UserId, Person>
  departments: ReadonlyMap<string, Department>
  /** Own principals of each active person, deputies left out. */
  ownPrincipals: ReadonlyMap<UserId, readonly Principal[]>
  /** Active people by principal. */
  members: ReadonlyMap<Principal, readonly UserId[]>
  /** Deputy records by the person who stands in. */
  deputies: ReadonlyMap<UserId, readonly Deputy[]>
  administrators: readonly UserId[]
}

/** Prepares a snapshot for `createDirectory`. People and departments that are inactive hold nothing. */
export function indexOrganisation(snapshot: OrganisationSnapshot): OrganisationIndex {
  const people = new Map(snapshot.people.map((person) => [person.id, person]))
  const isActive = (userId: UserId) => people.get(userId)?.active === true
  const principals = new Map<UserId, Set<Principal>>()
  for (const person of snapshot.people) {
    if (person.active) principals.set(person.id, new Set([`user:${person.id}`, `dept:${person.departmentId}`]))
  }
  for (const grant of snapshot.grants) {
    principals.get(grant.userId)?.add(rolePrincipal(grant.role, grant.departmentId)).add(`role:${grant.role}`)
  }
  for (const post of snapshot.posts) for (const holder of post.holders) principals.get(holder)?.add(`post:${post.id}`)

  const members = new Map<Principal, UserId[]>()
  for (const [userId, own] of principals) for (const principal of own) append(members, principal, userId)
  const deputies = new Map<UserId, Deputy[]>()
  for (const deputy of snapshot.deputies) if (isActive(deputy.deputyId)) append(deputies, deputy.deputyId, deputy)

  return {
    people,
    departments: new Map(snapshot.departments.map((department) => [department.id, department])),
    ownPrincipals: new Map([...principals].map(([userId, own]) => [userId, [...own]])),
    members,
    deputies,
    administrators: members.get('role:process_designer') ?? [],
  }
}

/**
 * Who holds what at one instant. Deputies count within their period and scope; a deputy never inherits the post of one of the three
 * administrators, nor the deputyships of the person he stands in for.
 */
export function createDirectory(index: OrganisationIndex, nowMs: number): CountyDirectory {
  const deputisingFor = (userId: UserId) =>
    (index.deputies.get(userId) ?? []).filter((deputy) => deputy.fromMs <= nowMs && nowMs < deputy.toMs)

  return {
    principalsOf(userId) {
      const own = index.ownPrincipals.get(userId) ?? []
      const covered = deputisingFor(userId)
      if (covered.length === 0) return own
      const all = new Set(own)
      for (const deputy of covered) for (const principal of coveredPrincipals(index, deputy)) all.add(principal)
      return [...all]
    },
    membersOf: (principal) => index.members.get(principal) ?? [],
    superiorOf(userId) {
      const superior = index.people.get(userId)?.superiorId ?? null
      return superior !== null && index.people.get(superior)?.active === true ? superior : null
    },
    headsOf: (departmentId) => index.members.get(rolePrincipal('approver', departmentId)) ?? [],
    departmentOf: (userId) => index.people.get(userId)?.departmentId ?? null,
    administrators: () => index.administrators,
    person: (userId) => index.people.get(userId) ?? null,
    department: (departmentId) => index.departments.get(departmentId) ?? null,
    deputisingFor,
    standsInFor(userId, offeredTo) {
      if (index.ownPrincipals.get(userId)?.some((principal) => offeredTo.includes(principal))) return null
      const covering = deputisingFor(userId).find((deputy) => coveredPrincipals(index, deputy).some((principal) => offeredTo.includes(principal)))
      return covering?.userId ?? null
    },
  }
}

/** `role:handler@dept:market`. */
export function rolePrincipal(role: RoleId, departmentId: string): Principal {
  return `role:${role}@dept:${departmentId}`
}

/** What a deputy gains: work assigned by name (whole deputyships only) and the covered business roles. Departments stay his own. */
function coveredPrincipals(index: OrganisationIndex, deputy: Deputy): Principal[] {
  const absent = index.ownPrincipals.get(deputy.userId) ?? [`user:${deputy.userId}`]
  return absent.filter((principal) => {
    if (principal.startsWith('user:') || principal.startsWith('post:')) return deputy.roles === null
    if (!principal.startsWith('role:')) return false
    const role = principal.slice('role:'.length).split('@')[0] as RoleId
    return !isAdministration(role) && (deputy.roles === null || deputy.roles.includes(role))
  })
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
