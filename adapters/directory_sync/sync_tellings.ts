import { dateText, dayNumber } from '#processes/foundation/calendar/local_time'
import type { Telling } from '#processes/foundation/notices/notice'
import { NO_WORDS } from '#processes/foundation/notices/tellings'
import type { SyncRun } from '#processes/foundation/organisation/directory_sync/sync_store'
import type { CountyDirectory } from '#processes/foundation/organisation/create_directory'

/** Whom a run concerns: the system administrators when the night stopped, failed or closed accounts; the security administrators when roles are left behind in other units. */
export function tellingsOf(run: SyncRun, directory: Pick<CountyDirectory, 'membersOf'>): Telling[] {
  const telling = (part: string, role: 'system_admin' | 'security_admin', task: string, reason: string): Telling => ({
    kind: 'directory', fact: `directory-sync/${part}`, people: directory.membersOf(`role:${role}`), words: { ...NO_WORDS, task, reason },
    path: role === 'system_admin' ? '/admin/directory' : '/admin/roles', isDrill: false, definitionKey: null, departmentId: null,
  })
  const { left, kept_role: keptRoles, last_holder: lastHolders } = run.counts
  if (run.outcome === 'failed') return [telling(`failed/${dateText(dayNumber(run.startedAtMs))}`, 'system_admin', '没有成功', run.reason ?? '')]
  if (run.outcome === 'stopped') return [telling(run.id, 'system_admin', '已停下，等您确认', run.reason ?? '')]
  if (run.outcome !== 'applied') return []
  const tasks = run.report.lines.reduce((sum, { openTaskCount }) => sum + openTaskCount, 0)
  return [
    ...(run.by === null && left > 0 ? [telling(run.id, 'system_admin', `停用 ${left} 人`, `${tasks === 0 ? '他们没有待办' : `他们有待办 ${tasks} 件须转办`}${lastHolders === 0 ? '' : `；${lastHolders} 个角色或岗位已无人担任`}`)] : []),
    ...(keptRoles + lastHolders > 0 ? [telling(`${run.id}/roles`, 'security_admin', '请核对角色', `${keptRoles} 项角色仍在调动人员的原单位，${lastHolders} 个角色或岗位已无人担任`)] : []),
  ]
}
