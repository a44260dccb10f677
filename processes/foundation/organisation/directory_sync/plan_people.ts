import type { OrganisationSnapshot, Person } from '../records.js'
import { isAdministration } from '../roles.js'
import type { DirectorySource, SourcePerson } from './directory_source.js'
import type { MakeId } from './plan_departments.js'
import type { PeopleChanges, SyncChange } from './sync_plan.js'

export interface PeoplePlan extends PeopleChanges {
  /** Each person of ours that an entry stands for, and that entry; administrators and those left out are not among them. */
  entryOf: ReadonlyMap<string, SourcePerson>
  conflicts: string[]
}

const USERNAME = /^[a-z][a-z0-9_.-]{1,49}$/
const LONGEST_NAME = 100
const EXTERNAL_ID = /^\S{1,100}$/

/**
 * People of the directory beside ours: matched by 统一身份号, the first time by username and name. Neither roles nor passwords come of it, the three
 * administrators are left alone, and a closed account stays closed. An entry that cannot be used still stands for its person: he has not left.
 */
export function planPeople(source: DirectorySource, organisation: OrganisationSnapshot, departmentIdOf: ReadonlyMap<string, string>, newId: MakeId): PeoplePlan {
  const surroundings = surroundingsOf(source, organisation, departmentIdOf, newId)
  const { conflicts, seen } = surroundings
  const plan: Record<keyof PeopleChanges, SyncChange<Person>[]> = { added: [], changed: [], moved: [], left: [] }
  const entryOf = new Map<string, SourcePerson>()
  for (const one of [...source.people].sort(byId)) {
    const before = matchOf(one, surroundings)
    if (before) seen.add(before.id)
    const fault = faultOf(one, before, surroundings)
    if (fault !== null) conflicts.push(fault)
    const departmentId = one.departmentExternalId === null ? undefined : departmentIdOf.get(one.departmentExternalId)
    if (fault !== null || departmentId === undefined || (before && surroundings.administrators.has(before.id))) continue
    const after = afterwards(one, before, departmentId, newId)
    entryOf.set(after.id, one)
    if (!before) plan.added.push({ before, after })
    else if (before.departmentId !== departmentId) plan.moved.push({ before, after })
    else if (changedFields(before, after).length > 0) plan.changed.push({ before, after })
  }
  plan.left = source.people.every(({ externalId }) => externalId !== null) ? leaving(organisation, surroundings) : withoutId(source, conflicts)
  return { ...plan, entryOf, conflicts }
}

interface Surroundings {
  byExternalId: ReadonlyMap<string, Person>
  byUsername: ReadonlyMap<string, Person>
  byId: ReadonlyMap<string, Person>
  administrators: ReadonlySet<string>
  /** Numbers and usernames that stand in the directory more than once. */
  doubled: ReadonlySet<string>
  departmentIdOf: ReadonlyMap<string, string>
  newId: MakeId
  seen: Set<string>
  conflicts: string[]
}

function surroundingsOf(source: DirectorySource, { people, grants }: OrganisationSnapshot, departmentIdOf: ReadonlyMap<string, string>, newId: MakeId): Surroundings {
  return {
    byExternalId: new Map(people.flatMap((one) => (one.externalId ? [[one.externalId, one] as const] : []))),
    byUsername: new Map(people.map((one) => [one.username.toLowerCase(), one])),
    byId: new Map(people.map((one) => [one.id, one])),
    administrators: new Set(grants.filter(({ role }) => isAdministration(role)).map(({ userId }) => userId)),
    doubled: doubledIn(source.people.flatMap(({ externalId, username }) => [...(externalId === null ? [] : [`id ${externalId}`]), ...(username === null ? [] : [`username ${username}`])])),
    departmentIdOf, newId, seen: new Set(), conflicts: [],
  }
}

function matchOf({ externalId, username }: SourcePerson, { byExternalId, byUsername }: Surroundings): Person | null {
  const known = externalId === null ? undefined : byExternalId.get(externalId)
  if (known) return known
  const named = username === null ? undefined : byUsername.get(username)
  return named && !named.externalId ? named : null
}

/** Why a person of the directory is left out; null = he is not, or it has been told for his whole unit. */
function faultOf(one: SourcePerson, before: Person | null, surroundings: Surroundings): string | null {
  const who = `“${(one.name ?? one.username ?? '').slice(0, 40)}”（${(one.externalId ?? '没有编号').slice(0, 100)}）`
  return entryFault(one, surroundings, who) ?? (before ? accountFault(one, before, surroundings, who) : newcomerFault(one, surroundings, who))
}

function entryFault(one: SourcePerson, { doubled }: Surroundings, who: string): string | null {
  if (one.externalId === null) return `通讯录中${who}没有编号，未同步。请在通讯录中补上。`
  if (!EXTERNAL_ID.test(one.externalId)) return `通讯录中${who}的编号含空格或超过 100 个字符，未同步。请在通讯录中改正。`
  if (doubled.has(`id ${one.externalId}`)) return `通讯录中有几个人的编号都是“${one.externalId}”，${who}未同步。请在通讯录中改正。`
  if (one.name === null) return `通讯录中编号为“${one.externalId}”的人员没有姓名，未同步。请在通讯录中补上。`
  if (one.name.length > LONGEST_NAME) return `通讯录中${who}的姓名超过 ${LONGEST_NAME} 个字，未同步。请在通讯录中改正。`
  if (one.departmentExternalId === null) return `通讯录中${who}没有单位，未同步。请在通讯录中补上。`
  return null
}

function accountFault(one: SourcePerson, before: Person, { administrators, doubled }: Surroundings, who: string): string | null {
  if (administrators.has(before.id)) return before.externalId ? null : `${who}的用户名“${before.username}”属于系统、安全或审计管理员，未同步。请核对。`
  if (!before.externalId && doubled.has(`username ${one.username}`)) return `通讯录中有几个人的用户名都是“${one.username}”，${who}未同步。请在通讯录中改正。`
  if (!before.externalId && before.name !== one.name) return `${who}的用户名“${before.username}”在本系统中是“${before.name}”，姓名不同，未同步。请核对是不是同一人。`
  if (!before.active) return `${who}的账号已停用，但仍在通讯录中，未自动启用。如确已回来，请在“人员”中启用。`
  return null
}

function newcomerFault({ username, externalId, departmentExternalId }: SourcePerson, { byUsername, byId, doubled, departmentIdOf, newId }: Surroundings, who: string): string | null {
  if (!departmentIdOf.has(departmentExternalId!)) return null
  if (username === null) return `通讯录中${who}没有用户名，未新增。请在通讯录中补上。`
  if (!USERNAME.test(username)) return `${who}的用户名“${username.slice(0, 60)}”不能使用：须小写字母开头，2–50 位字母、数字、下划线、点、短横。请在通讯录中改正。`
  if (doubled.has(`username ${username}`)) return `通讯录中有几个人的用户名都是“${username}”，${who}未新增。请在通讯录中改正。`
  if (byUsername.has(username)) return `${who}的用户名“${username}”已属于本系统中的另一人，未新增。请核对。`
  if (byId.has(newId('person', externalId!))) return `${who}曾从通讯录同步，后来在本系统中改了统一身份号，未再新增。请在“人员”中核对。`
  return null
}

/** The username stays what it was: people know it, and the audit names it. What the directory does not say stays as well. */
const afterwards = (one: SourcePerson, before: Person | null, departmentId: string, newId: MakeId): Person => ({
  ...(before ?? { id: newId('person', one.externalId!), username: one.username!, superiorId: null, active: true }),
  name: one.name!, departmentId, phone: one.phone ?? before?.phone ?? null, email: one.email ?? before?.email ?? null, externalId: one.externalId, isFromDirectory: true,
})

const FIELDS = [['name', '姓名'], ['phone', '手机号'], ['email', '邮箱'], ['externalId', '统一身份号'], ['isFromDirectory', '纳入同步']] as const

/** What of a person would be different, in Chinese. His unit is told apart. */
export const changedFields = (before: Person, after: Person): string[] => FIELDS.filter(([field]) => (before[field] ?? null) !== (after[field] ?? null)).map(([, name]) => name)

function leaving({ people }: OrganisationSnapshot, { administrators, seen, conflicts }: Surroundings): SyncChange<Person>[] {
  const gone = people.filter(({ id, active, externalId, isFromDirectory }) => active && externalId && isFromDirectory && !seen.has(id))
  for (const { id, name, username } of gone) {
    if (administrators.has(id)) conflicts.push(`“${name}”（${username}）已不在通讯录中，但担任系统、安全或审计管理员，不自动停用。请先由安全管理员收回角色。`)
  }
  return gone.filter(({ id }) => !administrators.has(id)).map((before) => ({ before, after: { ...before, active: false } }))
}

/** Whoever has no number may be anybody: who has left cannot be told then. */
function withoutId({ people }: DirectorySource, conflicts: string[]): [] {
  conflicts.push(`通讯录中有 ${people.filter(({ externalId }) => externalId === null).length} 人没有编号，无法判断谁已离开，本次不停用任何人。`)
  return []
}

const byId = (one: SourcePerson, other: SourcePerson): number => ((one.externalId ?? '') < (other.externalId ?? '') ? -1 : 1)

function doubledIn(keys: readonly string[]): Set<string> {
  const seen = new Set<string>()
  return new Set(keys.filter((key) => seen.size === seen.add(key).size))
}
