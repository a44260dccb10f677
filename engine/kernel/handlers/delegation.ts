import type { DelegateTask, ResolveTask } from '../operation_commands.js'
import { emit } from '../run/run.js'
import { reject, type Handler } from './handler.js'
import { holds, openTask, refuseUnknownPeople, refuseUnlessAssignee, taskGone } from './work.js'

/** 委派: another works on it; the owner keeps it and completes it once it is given back. */
export const delegateTask: Handler<DelegateTask> = (run, { taskId, by, to, opinion }) => {
  const record = openTask(run, taskId)
  if (record === undefined) return taskGone()
  const refusal = refuseUnlessAssignee(run, { record }, by, '委派', 'delegate') ?? refuseUnknownPeople(run, [to], 'to')
  if (refusal !== undefined) return refusal
  const owner = record.task.assignee as string
  if (to === owner) return reject('INVALID_ARGUMENT', '不能委派给自己。请另选一人。', [{ path: 'to', code: 'SAME_PERSON', message: '请另选一人。' }])
  emit(run, { type: 'TaskAssigned', taskId, assignee: to, previous: owner, owner, cause: 'delegate', by, opinion, atMs: run.context.nowMs })
  return undefined
}

/** 归还: by who works on it, or by the owner who takes it back. */
export const resolveTask: Handler<ResolveTask> = (run, { taskId, by, opinion }) => {
  const record = openTask(run, taskId)
  if (record === undefined) return taskGone()
  const { owner, assignee } = record.task
  if (owner === undefined) return reject('INVALID_STATE', '此件没有被委派，无需归还。')
  if (!holds(run, by, assignee as string) && !holds(run, by, owner)) return reject('FORBIDDEN', `此件由 ${owner} 委派给 ${assignee} 办理，您不能归还。`)
  emit(run, { type: 'TaskAssigned', taskId, assignee: owner, previous: assignee, cause: 'resolve', by, opinion, atMs: run.context.nowMs })
  return undefined
}
