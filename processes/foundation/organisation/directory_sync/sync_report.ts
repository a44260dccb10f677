import type { OrganisationSnapshot } from '../records.js'
import { ROLES } from '../roles.js'
import { changedFields } from './plan_people.js'
import { organisationAfter, type SyncBrake, type SyncPlan } from './sync_plan.js'

/** Of a report one line each, in this order. */
export type SyncLineKind = 'conflict' | 'left' | 'last_holder' | 'moved' | 'kept_role' | 'added' | 'changed' | 'department' | 'post' | 'note'

export interface SyncLine {
  kind: SyncLineKind
  /** Whom or what it is about; empty where the sentence says it. */
  name: string
  /** Login name of a person. */
  username: string | null
  unit: string
  /** What would become of it, in Chinese. */
  text: string
  userId: string | null
  /** Of a person who leaves: what lies with him. */
  tasks: readonly OpenTask[]
  /** All of it; `tasks` has the first ones. */
  openTaskCount: number
}

/** Open work by the names of process and node: whose application it is, an administrator does not see. */
export interface OpenTask {
  process: string
  name: string
  dueAtMs: number | null
}

export type SyncCounts = Record<SyncLineKind, number> & { people: number; departments: number }

export interface SyncReport {
  lines: readonly SyncLine[]
  brake: SyncBrake | null
}

const LINE_KINDS: readonly SyncLineKind[] = ['conflict', 'left', 'last_holder', 'moved', 'kept_role', 'added', 'changed', 'department', 'post', 'note']

/** A plan in words for the administrator. `tasksOf`: open work of each person who leaves. */
export function reportOf(plan: SyncPlan, organisation: OrganisationSnapshot, tasksOf: ReadonlyMap<string, { tasks: readonly OpenTask[]; count: number }>): SyncReport {
  const names = namesOf(plan, organisation)
  return {
    brake: plan.brake,
    lines: [
      ...plan.conflicts.map((text) => line('conflict', { text })),
      ...plan.left.map(({ after }) => {
        const { tasks, count } = tasksOf.get(after.id) ?? { tasks: [], count: 0 }
        return line('left', { ...names.ofPerson(after), text: count === 0 ? '停用，没有待办' : `停用，有待办 ${count} 件须转办`, tasks, openTaskCount: count })
      }),
      ...plan.lastHolders.map(({ departmentId, name, userIds }) => line('last_holder', { name, unit: names.unit(departmentId), text: `将无人担任，原由${userIds.map(names.person).join('、')}担任` })),
      ...plan.moved.map(({ before, after }) => line('moved', { ...names.ofPerson(after), text: `由“${names.unit(before!.departmentId)}”调入${alsoChanged(changedFields(before!, after))}` })),
      ...plan.keptRoles.map(({ userId, role, departmentId }) => {
        const text = `调动后仍有该单位的角色“${ROLES.find(({ id }) => id === role)?.name ?? role}”，请安全管理员核对`
        return line('kept_role', { name: names.person(userId), unit: names.unit(departmentId), userId, text })
      }),
      ...plan.added.map(({ after }) => line('added', { ...names.ofPerson(after), userId: null, text: '新增，没有角色，也没有密码' })),
      ...plan.changed.map(({ before, after }) => line('changed', { ...names.ofPerson(after), text: `修改${changedFields(before!, after).join('、')}${before!.name === after.name ? '' : `（原名“${before!.name}”）`}` })),
      ...plan.departments.map(({ before, after }) => line('department', { name: after.name, unit: after.parentId === null ? '' : names.unit(after.parentId), text: departmentText(before, after) })),
      ...plan.posts.map(({ before, after }) => line('post', { name: after.name, unit: names.unit(after.departmentId), text: postText(before!.holders, after.holders, names.person) })),
      ...plan.notes.map((text) => line('note', { text })),
    ],
  }
}

export const countsOf = ({ lines }: SyncReport, read: { people: number; departments: number }): SyncCounts => ({
  ...(Object.fromEntries(LINE_KINDS.map((kind) => [kind, lines.filter((one) => one.kind === kind).length])) as Record<SyncLineKind, number>), ...read,
})

const line = (kind: SyncLineKind, more: Partial<SyncLine> & { text: string }): SyncLine => ({ kind, name: '', username: null, unit: '', userId: null, tasks: [], openTaskCount: 0, ...more })

function namesOf(plan: SyncPlan, organisation: OrganisationSnapshot) {
  const after = organisationAfter(plan, organisation)
  const units = new Map(after.departments.map(({ id, name }) => [id, name]))
  const people = new Map(after.people.map(({ id, name }) => [id, name]))
  const unit = (id: string): string => units.get(id) ?? id
  return {
    unit,
    person: (id: string): string => people.get(id) ?? id,
    ofPerson: ({ id, name, username, departmentId }: { id: string; name: string; username: string; departmentId: string }) => ({ name, username, userId: id, unit: unit(departmentId) }),
  }
}

const alsoChanged = (fields: readonly string[]): string => (fields.length === 0 ? '' : `，并修改${fields.join('、')}`)

function departmentText(before: { name: string; parentId: string | null; externalId?: string | null } | null, after: { name: string; parentId: string | null; externalId?: string | null }): string {
  if (before === null) return '新增科室'
  const parts = [
    ...(before.name === after.name ? [] : [`原名“${before.name}”`]), ...(before.parentId === after.parentId ? [] : ['上级改变']), ...(before.externalId === after.externalId ? [] : ['与通讯录对应']),
  ]
  return parts.length === 0 ? '修改' : parts.join('、')
}

function postText(before: readonly string[], after: readonly string[], nameOf: (userId: string) => string): string {
  const gained = after.filter((one) => !before.includes(one)).map(nameOf)
  const lost = before.filter((one) => !after.includes(one)).map(nameOf)
  return [...(gained.length === 0 ? [] : [`新担任：${gained.join('、')}`]), ...(lost.length === 0 ? [] : [`不再担任：${lost.join('、')}`])].join('；')
}
