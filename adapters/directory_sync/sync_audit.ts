import type { AuditEntry } from '#engine/runtime/ports/account_stores'
import { changedFields } from '#processes/foundation/organisation/directory_sync/plan_people'
import type { SyncPlan } from '#processes/foundation/organisation/directory_sync/sync_plan'
import type { SyncRun } from '#processes/foundation/organisation/directory_sync/sync_store'
import type { OrganisationSnapshot, Person } from '#processes/foundation/organisation/records'

/** Lines of the security audit: the synchronisation, then each change with what was and what is. Of phone and e-mail only that they changed. */
export function auditOf(plan: SyncPlan, { departments }: OrganisationSnapshot, run: SyncRun, { atMs, address }: { atMs: number; address: string | null }): AuditEntry[] {
  const units = new Map([...departments, ...plan.departments.map(({ after }) => after)].map(({ id, name }) => [id, name]))
  const entry = (action: string, target: string, detail: Record<string, unknown>): AuditEntry => ({ atMs, actor: run.by, action, target, address, detail: { via: '组织同步', run: run.id, ...detail } })
  const shown = ({ name, departmentId, externalId, active }: Person) => ({ name, department: units.get(departmentId) ?? departmentId, externalId: externalId ?? null, active })
  const { people: read, departments: readUnits, conflict, added, changed, moved, left } = run.counts
  return [
    entry('directory_sync.applied', run.id, { digest: run.digest, reason: run.reason, read, readUnits, conflict, added, changed, moved, left }),
    ...plan.departments.map(({ before, after }) => entry('department.saved', after.id, { from: before && { name: before.name, parentId: before.parentId }, to: { name: after.name, parentId: after.parentId } })),
    ...plan.added.map(({ after }) => entry('user.created', after.id, { username: after.username, to: shown(after) })),
    ...[...plan.changed, ...plan.moved].map(({ before, after }) => entry('user.changed', after.id, { from: shown(before!), to: shown(after), fields: changedFields(before!, after) })),
    ...plan.left.map(({ before, after }) => entry('user.changed', after.id, { from: shown(before!), to: shown(after), fields: ['停用'] })),
    ...plan.posts.map(({ before, after }) => entry('post.saved', after.id, { from: before!.holders, to: after.holders })),
  ]
}
