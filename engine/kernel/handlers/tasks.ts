import type { UserId } from '#engine/model/principal'
import type { ClaimTask, CompleteTask, ReleaseTask, TransferTask } from '../commands.js'
import type { UserTaskSettings } from '../elements/user_task.js'
import type { Rejection } from '../rejection.js'
import { leave } from '../run/leave.js'
import { emit, nodeOf, type Run } from '../run/run.js'
import { setVariables } from '../run/variables.js'
import type { Activation } from '../state.js'
import { reject, type Handler } from './handler.js'
import { holds, isCandidate, openTask, refuseUnlessAssignee, taskGone, type OpenTask } from './work.js'
import { checkNames } from './variable_names.js'

/** 签收. */
export const claimTask: Handler<ClaimTask> = (run, { taskId, by }) => {
  const record = openTask(run, taskId)
  if (record === undefined) return taskGone()
  const { assignee } = record.task
  if (assignee === by) return undefined
  if (assignee !== null) return reject('CONFLICT', `此件已由 ${assignee} 签收。请刷新待办列表。`)
  if (!isCandidate(run, record, by)) return reject('FORBIDDEN', '您不在此件的候选人之列，不能签收。如有疑问请联系流程管理员。')
  assign(run, taskId, record, by, 'claim', by, null)
  return undefined
}

/** 退签. */
export const releaseTask: Handler<ReleaseTask> = (run, { taskId, by }) => {
  const record = openTask(run, taskId)
  if (record === undefined) return taskGone()
  const refusal = refuseUnlessAssignee(run, { record }, by, '退签', 'release')
  if (refusal !== undefined) return refusal
  if (record.task.candidates.length === 0) return reject('INVALID_STATE', '此件直接指派给您，没有其他候选人，退签后无人可办。请改用转办。')
  assign(run, taskId, record, null, 'release', by, null)
  return undefined
}

/** 转办. */
export const transferTask: Handler<TransferTask> = (run, { taskId, by, to, opinion }) => {
  const record = openTask(run, taskId)
  if (record === undefined) return taskGone()
  const refusal = refuseUnlessAssignee(run, { record }, by, '转办', 'transfer')
  if (refusal !== undefined) return refusal
  if (to === record.task.assignee) return reject('INVALID_ARGUMENT', '接收人已经是此件的办理人。请另选一人。', [{ path: 'to', code: 'SAME_PERSON', message: '请另选一人。' }])
  if (run.context.directory.principalsOf(to).length === 0) {
    return reject('INVALID_ARGUMENT', `没有“${to}”这个人，或其账号已停用。请重新选择接收人。`, [{ path: 'to', code: 'UNKNOWN_PERSON', message: '请重新选择接收人。' }])
  }
  assign(run, taskId, record, to, 'transfer', by, opinion)
  return undefined
}

/** 办理. An unclaimed task is claimed by its completer. */
export const completeTask: Handler<CompleteTask> = (run, command) => {
  const { taskId, by, outcome, opinion, data, removed = [] } = command
  const record = openTask(run, taskId)
  if (record === undefined) return taskGone()
  const { assignee } = record.task
  if (by !== null && !mayComplete(run, record, by)) {
    return assignee === null
      ? reject('FORBIDDEN', '您不在此件的候选人之列，不能办理。如有疑问请联系流程管理员。')
      : reject('FORBIDDEN', `此件由 ${assignee} 办理，您不能代为提交。如需接手，请由其转办。`)
  }
  const refusal = checkAnswer(run, record, command) ?? checkNames(data, removed)
  if (refusal !== undefined) return refusal
  if (assignee === null && by !== null) assign(run, taskId, record, by, 'claim', by, null)
  const { nowMs: atMs } = run.context
  emit(run, { type: 'TaskClosed', taskId, elementId: record.element, elementInstanceId: taskId, cause: 'completed', reason: null, by, outcome, opinion, atMs })
  setVariables(run, record.id, data, removed)
  leave(run, record)
  return undefined
}

function checkAnswer(run: Run, record: Activation, { by, outcome, opinion }: CompleteTask): Rejection | undefined {
  const { outcomes, information } = nodeOf(run, record).settings as UserTaskSettings
  if (outcome === null ? outcomes.length > 0 : !outcomes.includes(outcome)) {
    const allowed = outcomes.length === 0 ? '本环节不需要选择办理结果' : `请从 ${information.outcomes.map((one) => one.label).join('、')} 中选择`
    const message = outcome === null ? `还没有选择办理结果，${allowed}。` : `办理结果“${outcome}”不在允许之列，${allowed}。`
    return reject('INVALID_ARGUMENT', message, [{ path: 'outcome', code: 'OUTCOME_NOT_ALLOWED', message }])
  }
  if (by === null || information.opinion !== 'required' || (opinion ?? '').trim() !== '') return undefined
  return reject('INVALID_ARGUMENT', '本环节必须填写意见。请填写后再提交。', [{ path: 'opinion', code: 'OPINION_REQUIRED', message: '请填写意见。' }])
}

function mayComplete(run: Run, record: OpenTask, by: UserId): boolean {
  const { assignee } = record.task
  return assignee === null ? isCandidate(run, record, by) : holds(run, by, assignee)
}

function assign(run: Run, taskId: string, record: OpenTask, assignee: UserId | null, cause: 'claim' | 'release' | 'transfer', by: UserId, opinion: string | null): void {
  emit(run, { type: 'TaskAssigned', taskId, assignee, previous: record.task.assignee, cause, by, opinion, atMs: run.context.nowMs })
}
