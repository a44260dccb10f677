import type { UserId } from '#engine/model/principal'
import type { AddSigners } from '../operation_commands.js'
import type { UserTaskSettings } from '../elements/user_task.js'
import type { MultiInstance } from '../graph.js'
import type { Activation } from '../state.js'
import { addVoters, bodyOf, votersOf } from '../run/voters.js'
import type { Rejection } from '../rejection.js'
import { emit, idOf, nextNumber, nodeOf, type Run } from '../run/run.js'
import { subTasksAt } from '../run/sub_tasks.js'
import { SIGN_OUTCOMES } from '../run/signing.js'
import { setVariables } from '../run/variables.js'
import { checkAnswer } from './answers.js'
import { reject, type Handler } from './handler.js'
import { checkNames } from './variable_names.js'
import { openWork, refuseUnknownPeople, refuseUnlessAssignee, taskGone, type Work } from './work.js'

/** Signers of signers of signers; deeper nobody reads any more. */
const DEEPEST = 3
const MOST_SIGNERS = 50

/** 加签: before the assignee acts, after he has acted, or beside him; on one instance of a countersign, one more voter. */
export const addSigners: Handler<AddSigners> = (run, command) => {
  const { taskId, by, users, position, opinion } = command
  const work = openWork(run, taskId)
  if (work === undefined) return taskGone()
  const refusal = refuseUnlessAssignee(run, work, by, '加签', 'addSigners') ?? refuseUnknownPeople(run, users, 'users') ?? refuseSigners(run, work, command)
  if (refusal !== undefined) return refusal
  const { record } = work
  emit(run, { type: 'SignersAdded', taskId, elementId: record.element, position, users, by, opinion, atMs: run.context.nowMs })
  if (position === 'parallel' && isVote(run, work)) {
    addVoters(run, record, users, by)
    return undefined
  }
  for (const user of users) createSubTask(run, work, command, user)
  if (position === 'after') completeBefore(run, work, command)
  return undefined
}

function refuseSigners(run: Run, work: Work, { users, by, position, outcome = null, data = {}, removed = [], opinion }: AddSigners): Rejection | undefined {
  const refuse = (message: string) => reject('INVALID_ARGUMENT', message, [{ path: 'users', code: 'SIGNERS', message }])
  if (new Set(users).size < users.length) return refuse('同一人选了两次。请去掉重复的人员。')
  if (users.length > MOST_SIGNERS) return refuse(`一次最多加签 ${MOST_SIGNERS} 人，实际选了 ${users.length} 人。`)
  if (users.includes(by)) return refuse('不能加签自己。请另选人员。')
  if ((work.sub?.level ?? 0) >= DEEPEST) return refuse(`加签最多嵌套 ${DEEPEST} 层，此件已是第 ${DEEPEST} 层。请直接填写意见。`)
  const known = subTasksAt(run, work.record.id).find(({ assignee }) => users.includes(assignee))
  if (known !== undefined) return refuse(`${known.assignee} 已在加签人员中。请另选人员。`)
  if (position === 'parallel' && isVote(run, work)) return refuseVoters(run, work.record, users)
  if (position !== 'after') return undefined
  if (waitsForSigners(run, work)) return reject('INVALID_STATE', '前加签人员还没有全部办理，您暂不能办理。请等待，或减签。')
  if (work.sub !== undefined) return isSignOutcome(outcome) ? undefined : refuseSignOutcome()
  return checkAnswer(run, work.record, { by, outcome, opinion }) ?? checkNames(data, removed)
}

/** One instance of a multi-instance task, not of a loop: beside it there are other voters. */
function isVote(run: Run, { record, sub }: Work): boolean {
  return sub === undefined && record.loop !== undefined && nodeOf(run, record).multiInstance?.loop === null
}

function refuseVoters(run: Run, record: Activation, users: readonly UserId[]): Rejection | undefined {
  const body = bodyOf(run, record)
  const { isSequential, elementVariable, maximum } = nodeOf(run, record).multiInstance as MultiInstance
  const refuse = (message: string) => reject('INVALID_ARGUMENT', message, [{ path: 'users', code: 'SIGNERS', message }])
  const twice = users.find((user) => votersOf(run, body).includes(user))
  if (twice !== undefined) return refuse(`${twice} 已在会签人员中。请另选人员。`)
  if (body.multi.total + users.length > maximum) return refuse(`会签人员不能超过 ${maximum} 人。`)
  if (isSequential && elementVariable === null) return refuse('本环节的依次会签不按人员名单进行，不能增加会签人。请改用前加签或后加签。')
  return undefined
}

export const isSignOutcome = (outcome: string | null): boolean => outcome !== null && SIGN_OUTCOMES.includes(outcome)

/** Signers agree or disagree. */
export function refuseSignOutcome(): Rejection {
  const message = '加签意见请选择“同意”或“不同意”。'
  return reject('INVALID_ARGUMENT', message, [{ path: 'outcome', code: 'OUTCOME_NOT_ALLOWED', message }])
}

/** Whether somebody has to sign before this may be done. */
export function waitsForSigners(run: Run, { record, sub }: Work): boolean {
  if (run.draft.tokens.subTasks === undefined) return false
  const parent = sub?.id ?? record.id
  return subTasksAt(run, record.id).some((one) => one.parent === parent && one.position === 'before')
}

function createSubTask(run: Run, { record, sub }: Work, { position, by }: AddSigners, user: UserId): void {
  const node = nodeOf(run, record)
  emit(run, {
    type: 'TaskCreated',
    taskId: idOf(run, nextNumber(run)),
    elementInstanceId: idOf(run, record.id),
    elementId: record.element,
    name: `${node.name === '' ? node.id : node.name}（加签）`,
    assignee: user,
    candidates: [],
    dueAtMs: null,
    amberAtMs: null,
    priority: 50,
    formKey: (node.settings as UserTaskSettings).information.formKey,
    outcomes: SIGN_OUTCOMES,
    parentTaskId: idOf(run, sub?.id ?? record.id),
    position,
    addedBy: by,
    atMs: run.context.nowMs,
  })
}

/** 后加签 is the assignee's own completion: his answer is kept, the token waits for those after him. */
function completeBefore(run: Run, { record, sub }: Work, { taskId, by, outcome = null, opinion, data = {}, removed = [] }: AddSigners): void {
  emit(run, {
    type: 'TaskClosed', taskId, elementId: record.element, elementInstanceId: idOf(run, record.id), cause: 'completed', reason: null, by, outcome, opinion, atMs: run.context.nowMs,
  })
  if (sub === undefined) setVariables(run, record.id, data, removed)
}
