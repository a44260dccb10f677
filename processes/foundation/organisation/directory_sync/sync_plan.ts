import type { Department, OrganisationSnapshot, Person, Post, RoleGrant } from '../records.js'

export interface SyncChange<Row> {
  before: Row | null
  after: Row
}

export interface PeopleChanges {
  added: readonly SyncChange<Person>[]
  changed: readonly SyncChange<Person>[]
  /** Another department than before. */
  moved: readonly SyncChange<Person>[]
  /** Gone from the directory: their accounts are closed, never deleted. */
  left: readonly SyncChange<Person>[]
}

/** What a synchronisation writes. */
export interface SyncChanges extends PeopleChanges {
  /** 科室 that are new, units with another name or place. */
  departments: readonly SyncChange<Department>[]
  /** Other holders than before. */
  posts: readonly SyncChange<Post>[]
}

/** What a synchronisation would do. Nothing of it has been done. */
export interface SyncPlan extends SyncChanges {
  /** Left out, in Chinese: what is to be put right by hand, here or there. */
  conflicts: readonly string[]
  /** Worth knowing, nothing to be done about at once. */
  notes: readonly string[]
  /** Roles and posts that somebody active held, and nobody active would hold any more. */
  lastHolders: readonly LostHolding[]
  /** Roles that people who were moved keep in other units: 安全管理员 decides, a synchronisation grants and revokes nothing. */
  keptRoles: readonly RoleGrant[]
  brake: SyncBrake | null
}

export interface LostHolding {
  departmentId: string
  /** 角色 or 岗位, by its Chinese name. */
  name: string
  /** Who held it until now. */
  userIds: readonly string[]
}

/** Why nothing may be applied, or only after somebody has said so. */
export interface SyncBrake {
  isFinal: boolean
  reason: string
}

/** The organisation once the changes are made. */
export function organisationAfter(changes: SyncChanges, organisation: OrganisationSnapshot): OrganisationSnapshot {
  return {
    ...organisation,
    departments: merged(organisation.departments, changes.departments),
    people: merged(organisation.people, [...changes.added, ...changes.changed, ...changes.moved, ...changes.left]),
    posts: merged(organisation.posts, changes.posts),
  }
}

export const isEmpty = (changes: SyncChanges): boolean =>
  [changes.departments, changes.added, changes.changed, changes.moved, changes.left, changes.posts].every((list) => list.length === 0)

function merged<Row extends { id: string }>(rows: readonly Row[], changes: readonly SyncChange<Row>[]): Row[] {
  const after = new Map(changes.map((change) => [change.after.id, change.after]))
  return [...rows.map((row) => after.get(row.id) ?? row), ...changes.flatMap((change) => (change.before === null ? [change.after] : []))]
}
