import type { UserId } from '#engine/model/principal'
import type { RemoveSigners } from '../operation_commands.js'
import type { Rejection } from '../rejection.js'
import { emit, type Run } from '../run/run.js'
import { settleSigning } from '../run/signing.js'
import { cancelSubTasks, subTasksAt } from '../run/sub_tasks.js'
import { bodyOf, removeVoters } from '../run/voters.js'
import { readId } from '../ids.js'
import { findActivation } from '../run/run.js'
import type { Activation, SubTask } from '../state.js'
import { reject, type Handler } from './handler.js'
import { allows, openTask, refuseUnknownPeople, taskGone } from './work.js'

/** 减签: those who have not acted yet, by who added them or a supervisor. With nobody left the wait ends as if they were done. */
export const removeSigners: Handler<RemoveSigners> = (run, command) => {
  const { taskId, by, users, opinion, asSupervisor } = command
  const id = readId(run.instanceId, taskId) ?? -1
  const record = findActivation(run, id) ?? findActivation(run, run.draft.tokens.subTasks?.find((sub) => sub.id === id)?.owner ?? -1)
  if (record === undefined) return taskGone()
  const refusal = refuseUnknownPeople(run, users, 'users') ?? (asSupervisor !== true && !allows(run, record, 'removeSigners') ? reject('FORBIDDEN', '本环节不允许减签。') : undefined)
  if (refusal !== undefined) return refusal
  const task = openTask(run, taskId)
  const found = signersNamed(run, record, users, command)
  if ('rejection' in found) return found.rejection
  emit(run, { type: 'SignersRemoved', taskId, elementId: record.element, users, by, opinion, atMs: run.context.nowMs })
  cancelSubTasks(run, withNested(run, found.subs), '已减签，无需办理')
  if (found.voters.length > 0) removeVoters(run, bodyOf(run, found.voters[0] as Activation), found.voters, '已减签，无需办理')
  if (task === undefined) settleSigning(run, record.id)
  return undefined
}

type Found = { readonly subs: readonly SubTask[]; readonly voters: readonly Activation[] } | { readonly rejection: Rejection }

/** Open sub-tasks of these people, and open votes of those added to a countersign. */
function signersNamed(run: Run, record: Activation, users: readonly UserId[], { by, asSupervisor }: RemoveSigners): Found {
  const refuse = (code: Rejection['code'], message: string) => ({ rejection: reject(code, message, [{ path: 'users', code: 'SIGNERS', message }]) })
  const subs: SubTask[] = []
  const voters: Activation[] = []
  for (const user of new Set(users)) {
    const sub = subTasksAt(run, record.id).find(({ assignee }) => assignee === user)
    const voter = sub === undefined && record.loop !== undefined ? voterNamed(run, record, user) : undefined
    if (sub === undefined && voter === undefined) return refuse('INVALID_STATE', `${user} 不在此件的加签人员中，或已经办理，不能减签。`)
    if (asSupervisor !== true && (sub?.addedBy ?? voter?.moved?.addedBy) !== by) return refuse('FORBIDDEN', `${user} 不是您加签的，不能由您减签。请联系加签人或督办人员。`)
    if (sub !== undefined) subs.push(sub)
    if (voter !== undefined) voters.push(voter)
  }
  const { multi } = voters.length === 0 ? record : bodyOf(run, voters[0] as Activation)
  if (multi !== undefined && multi.total - (multi.removed ?? 0) - voters.length < 1) return refuse('INVALID_STATE', '会签至少要保留一人，不能全部减签。')
  return { subs, voters }
}

function voterNamed(run: Run, record: Activation, user: UserId): Activation | undefined {
  return run.draft.tokens.active.find(({ scope, task }) => scope === record.scope && task?.assignee === user)
}

/** Whoever they have added goes with them. */
function withNested(run: Run, subs: readonly SubTask[]): SubTask[] {
  return subs.flatMap((sub) => [...withNested(run, (run.draft.tokens.subTasks ?? []).filter(({ parent }) => parent === sub.id)), sub])
}
