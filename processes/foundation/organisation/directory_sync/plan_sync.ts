import { checkOrganisation } from '../check_organisation.js'
import type { OrganisationSnapshot } from '../records.js'
import { ROLES } from '../roles.js'
import type { DirectorySource } from './directory_source.js'
import { planDepartments, type MakeId } from './plan_departments.js'
import { planPeople } from './plan_people.js'
import { planPosts } from './plan_posts.js'
import { organisationAfter, type LostHolding, type SyncBrake, type SyncChanges, type SyncPlan } from './sync_plan.js'

export interface SyncOptions {
  /** The same id for the same entry, whenever it is asked. */
  newId: MakeId
  /** More people leaving, or moved, than this of a hundred stops until somebody has said yes. */
  mostLeavingPercent: number
}

/** Compares the county's directory with the organisation: what would be different afterwards, what is left out and why. Planned again once it is carried out, it changes nothing. */
export function planSync(source: DirectorySource, organisation: OrganisationSnapshot, options: SyncOptions): SyncPlan {
  const units = planDepartments(source, organisation.departments, options.newId)
  const people = planPeople(source, organisation, units.idOf, options.newId)
  const posts = planPosts(source, organisation, people)
  const changes: SyncChanges = {
    departments: units.changes, added: people.added, changed: people.changed, moved: people.moved, left: people.left, posts: posts.changes,
  }
  const after = organisationAfter(changes, organisation)
  const moved = new Map(changes.moved.map((change) => [change.after.id, change.after.departmentId]))
  return {
    ...changes,
    conflicts: [...units.conflicts, ...people.conflicts],
    notes: [...source.notes, ...posts.notes],
    lastHolders: lostHoldings(organisation, after),
    keptRoles: organisation.grants.filter(({ userId, departmentId }) => moved.has(userId) && moved.get(userId) !== departmentId),
    brake: brakeOf(source, changes, organisation, after, { matched: people.entryOf.size - people.added.length, most: options.mostLeavingPercent }),
  }
}

function lostHoldings(before: OrganisationSnapshot, after: OrganisationSnapshot): LostHolding[] {
  const held = holdings(before)
  const still = holdings(after)
  return [...held].flatMap(([key, holding]) => (still.has(key) ? [] : [holding]))
}

/** Roles in units and posts with somebody active in them. */
function holdings({ people, grants, posts }: OrganisationSnapshot): Map<string, LostHolding> {
  const active = new Set(people.filter((person) => person.active).map(({ id }) => id))
  const found = new Map<string, { departmentId: string; name: string; userIds: string[] }>()
  const note = (key: string, departmentId: string, name: string, userId: string): void => {
    if (!active.has(userId)) return
    const holding = found.get(key) ?? { departmentId, name, userIds: [] }
    found.set(key, holding)
    holding.userIds.push(userId)
  }
  for (const { role, departmentId, userId } of grants) note(`role ${role} ${departmentId}`, departmentId, ROLES.find(({ id }) => id === role)?.name ?? role, userId)
  for (const { id, departmentId, name, holders } of posts) for (const holder of holders) note(`post ${id}`, departmentId, name, holder)
  return found
}

function brakeOf(
  source: DirectorySource, changes: SyncChanges, before: OrganisationSnapshot, after: OrganisationSnapshot, { matched, most }: { matched: number; most: number },
): SyncBrake | null {
  if (source.people.length === 0) return { isFinal: true, reason: '通讯录里一个人也没有读到，不能应用。请核对同步设置和通讯录。' }
  if (source.departments.length === 0) return { isFinal: true, reason: '通讯录里一个单位也没有读到，不能应用。请核对同步设置和通讯录。' }
  const known = new Set(checkOrganisation(before).map(({ message }) => message))
  const problem = checkOrganisation(after).find(({ message }) => !known.has(message))
  if (problem) return { isFinal: true, reason: problem.message }
  const managed = before.people.filter(({ active, externalId, isFromDirectory }) => active && externalId && isFromDirectory).length
  const reasons = [
    ...overLimit(changes.left.length, managed, most, '将停用', '已同步人员'), ...overLimit(changes.moved.length, matched, most, '将调动', '对应上的人员'),
  ]
  return reasons.length === 0 ? null : { isFinal: false, reason: `${reasons.join('；')}。请核对名单，确认无误后再应用。` }
}

const overLimit = (count: number, all: number, most: number, what: string, of: string): string[] =>
  all > 0 && (count / all) * 100 > most ? [`${what} ${count} 人，占${of}的 ${Math.round((count / all) * 100)}%，超过 ${most}% 的上限`] : []
