import type { UserId } from '#engine/model/principal'
import type { ClaimTask, CompleteTask, ReleaseTask, TransferTask } from '../commands.js'
import type { Rejection } from '../rejection.js'
import { leave } from '../run/leave.js'
import { emit, idOf, type Run } from '../run/run.js'
import { settleSigning } from '../run/signing.js'
import { subTasksAt } from '../run/sub_tasks.js'
import { setVariables } from '../run/variables.js'
import { isSignOutcome, refuseSignOutcome, waitsForSigners } from './add_signers.js'
import { checkAnswer } from './answers.js'
import { reject, type Handler } from './handler.js'
import { assigneeOf, holds, isCandidate, openTask, openWork, refuseUnknownPeople, refuseUnlessAssignee, taskGone, type OpenTask, type Work } from './work.js'
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

/** 转办: the assignee is replaced for good, of a sub-task too. A supervisor may give away what is not his, claimed or not. */
export const transferTask: Handler<TransferTask> = (run, { taskId, by, to, opinion, asSupervisor }) => {
  const work = openWork(run, taskId)
  if (work === undefined) return taskGone()
  const refusal = (asSupervisor === true ? undefined : refuseUnlessAssignee(run, work, by, '转办', 'transfer')) ?? refuseUnknownPeople(run, [to], 'to')
  if (refusal !== undefined) return refusal
  const previous = assigneeOf(work)
  const isAsked = work.sub !== undefined && subTasksAt(run, work.record.id).some(({ assignee }) => assignee === to)
  if (to === previous || isAsked) return reject('INVALID_ARGUMENT', '接收人已经是此件的办理人。请另选一人。', [{ path: 'to', code: 'SAME_PERSON', message: '请另选一人。' }])
  emit(run, { type: 'TaskAssigned', taskId, assignee: to, previous, cause: 'transfer', by, opinion, atMs: run.context.nowMs })
  return undefined
}

/** 办理. An unclaimed task is claimed by its completer; a sub-task is a signer's opinion. */
export const completeTask: Handler<CompleteTask> = (run, command) => {
  const { taskId, by, outcome, opinion, data, removed = [] } = command
  const record = openTask(run, taskId)
  if (record === undefined) return completeSubTask(run, command)
  const { assignee } = record.task
  if (by !== null && !mayComplete(run, record, by)) {
    return assignee === null
      ? reject('FORBIDDEN', '您不在此件的候选人之列，不能办理。如有疑问请联系流程管理员。')
      : reject('FORBIDDEN', `此件由 ${assignee} 办理，您不能代为提交。如需接手，请由其转办。`)
  }
  const refusal = refuseWhileElsewhere(run, { record }) ?? checkAnswer(run, record, command) ?? checkNames(data, removed)
  if (refusal !== undefined) return refusal
  if (assignee === null && by !== null) assign(run, taskId, record, by, 'claim', by, null)
  const { nowMs: atMs } = run.context
  emit(run, { type: 'TaskClosed', taskId, elementId: record.element, elementInstanceId: taskId, cause: 'completed', reason: null, by, outcome, opinion, atMs })
  setVariables(run, record.id, data, removed)
  if (subTasksAt(run, record.id).length === 0) leave(run, record)
  return undefined
}

/** A signer's opinion: advice beside the task; the form is his to read only. */
function completeSubTask(run: Run, { taskId, by, outcome, opinion, data }: CompleteTask): Rejection | undefined {
  const work = openWork(run, taskId)
  if (work?.sub === undefined) return taskGone()
  const { record, sub } = work
  if (by !== null && !holds(run, by, sub.assignee)) return reject('FORBIDDEN', `此件由 ${sub.assignee} 办理，您不能代为提交。如需接手，请由其转办。`)
  if (Object.keys(data).length > 0) return reject('INVALID_ARGUMENT', '加签人员只填写意见，不能修改表单。')
  const refusal = refuseWhileElsewhere(run, work) ?? (isSignOutcome(outcome) ? undefined : refuseSignOutcome())
  if (refusal !== undefined) return refusal
  emit(run, {
    type: 'TaskClosed', taskId, elementId: record.element, elementInstanceId: idOf(run, record.id), cause: 'completed', reason: null, by, outcome, opinion, atMs: run.context.nowMs,
  })
  settleSigning(run, record.id)
  return undefined
}

/** Refuses what is with somebody else first: a delegated task, one that waits for signers before it. */
function refuseWhileElsewhere(run: Run, work: Work): Rejection | undefined {
  if (work.sub === undefined && work.record.task.owner !== undefined) return reject('INVALID_STATE', `此件由 ${work.record.task.owner} 委派，请先归还，由其办理。`)
  return waitsForSigners(run, work) ? reject('INVALID_STATE', '前加签人员还没有全部办理，暂不能办理。请等待，或减签。') : undefined
}

function mayComplete(run: Run, record: OpenTask, by: UserId): boolean {
  const { assignee } = record.task
  return assignee === null ? isCandidate(run, record, by) : holds(run, by, assignee)
}

function assign(run: Run, taskId: string, record: OpenTask, assignee: UserId | null, cause: 'claim' | 'release', by: UserId, opinion: string | null): void {
  emit(run, { type: 'TaskAssigned', taskId, assignee, previous: record.task.assignee, cause, by, opinion, atMs: run.context.nowMs })
}
