import type { UserId } from '#engine/model/principal'
import type { UserTaskSettings } from '../elements/user_task.js'
import { readId } from '../ids.js'
import type { Rejection } from '../rejection.js'
import { findActivation, nodeOf, type Run } from '../run/run.js'
import { subTaskOf } from '../run/sub_tasks.js'
import type { Activation, SubTask } from '../state.js'
import { reject } from './handler.js'

/** An activation whose task is open. */
export type OpenTask = Activation & { readonly task: NonNullable<Activation['task']> }

/** A piece of a person's work: the task of an activation, or a sub-task that hangs at one. */
export type Work = { readonly record: OpenTask; readonly sub?: undefined } | { readonly record: Activation; readonly sub: SubTask }

/** The open task of an activation by its id. */
export function openTask(run: Run, taskId: string): OpenTask | undefined {
  const id = readId(run.instanceId, taskId)
  const record = id === null ? undefined : findActivation(run, id)
  return record?.task === undefined ? undefined : (record as OpenTask)
}

/** The open task or sub-task by its id. */
export function openWork(run: Run, taskId: string): Work | undefined {
  const record = openTask(run, taskId)
  if (record !== undefined) return { record }
  const sub = subTaskOf(run, taskId)
  const owner = sub === undefined ? undefined : findActivation(run, sub.owner)
  return sub === undefined || owner === undefined ? undefined : { record: owner, sub }
}

/** Who has the work now. */
export const assigneeOf = ({ record, sub }: Work): UserId | null => (sub === undefined ? record.task.assignee : sub.assignee)

export function taskGone(): Rejection {
  return reject('NOT_FOUND', '此件已办结或已不在办理中。请刷新待办列表。')
}

/** A deputy holds the absent person's own principal. */
export function holds(run: Run, by: UserId, assignee: UserId): boolean {
  return by === assignee || run.context.directory.principalsOf(by).includes(`user:${assignee}`)
}

export function isCandidate(run: Run, record: OpenTask, by: UserId): boolean {
  const principals = run.context.directory.principalsOf(by)
  return record.task.candidates.some((candidate) => principals.includes(candidate))
}

/** What a node allows its people to do (`gov:actions`). */
export function allows(run: Run, record: Activation, action: string): boolean {
  return (nodeOf(run, record).settings as UserTaskSettings).information.actions.includes(action)
}

/** Refuses everybody but who has the work, and what its node does not allow. `what` names the operation. */
export function refuseUnlessAssignee(run: Run, work: Work, by: UserId, what: string, action: string): Rejection | undefined {
  const assignee = assigneeOf(work)
  if (assignee === null) return reject('INVALID_STATE', `此件还没有人签收，不能${what}。请先签收。`)
  if (!holds(run, by, assignee)) return reject('FORBIDDEN', `此件由 ${assignee} 办理，您不能${what}。`)
  if (work.sub === undefined && work.record.task.owner !== undefined) return reject('INVALID_STATE', `此件是 ${work.record.task.owner} 委派给您的，不能${what}。请先归还。`)
  return allows(run, work.record, action) ? undefined : reject('FORBIDDEN', `本环节不允许${what}。`)
}

/** Refuses people who are not there; `path` names the member of the command. */
export function refuseUnknownPeople(run: Run, users: readonly UserId[], path: string): Rejection | undefined {
  if (users.length === 0) return reject('INVALID_ARGUMENT', '没有选择人员。请至少选择一人。', [{ path, code: 'NOBODY', message: '请至少选择一人。' }])
  const unknown = users.find((user) => run.context.directory.principalsOf(user).length === 0)
  if (unknown === undefined) return undefined
  return reject('INVALID_ARGUMENT', `没有“${unknown}”这个人，或其账号已停用。请重新选择。`, [{ path, code: 'UNKNOWN_PERSON', message: '请重新选择。' }])
}

/** Refuses an operation without words of why, where the record needs them. */
export function refuseBlank(text: string, what: string, path = 'reason'): Rejection | undefined {
  return text.trim() === '' ? reject('INVALID_ARGUMENT', `请填写${what}的原因。`, [{ path, code: 'REASON_REQUIRED', message: '请填写原因。' }]) : undefined
}
