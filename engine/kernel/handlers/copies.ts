import type { CopyInstance, ReadCopy } from '../operation_commands.js'
import { indexOfId } from '../apply/draft.js'
import { readId } from '../ids.js'
import { sendCopies } from '../run/send_copies.js'
import { emit } from '../run/run.js'
import { reject, type Handler } from './handler.js'
import { openWork, refuseUnknownPeople, refuseUnlessAssignee, taskGone } from './work.js'

const MOST_COPIES = 500

/** 抄送, 传阅: from a task by its assignee, beside the flow by whom the server lets. Works at any time, after the end too. */
export const copyInstance: Handler<CopyInstance> = (run, { taskId, by, users, opinion }) => {
  const work = taskId === null ? undefined : openWork(run, taskId)
  if (taskId !== null && work === undefined) return taskGone()
  const refusal = (work && refuseUnlessAssignee(run, work, by, '抄送', 'copy')) ?? refuseUnknownPeople(run, users, 'users')
  if (refusal !== undefined) return refusal
  if (users.length > MOST_COPIES) return reject('INVALID_ARGUMENT', `一次最多抄送 ${MOST_COPIES} 人，实际选了 ${users.length} 人。请分次抄送。`)
  sendCopies(run, users, { taskId, elementId: work?.record.element ?? null, by, opinion })
  return undefined
}

/** 已阅, by the person it was sent to. */
export const readCopy: Handler<ReadCopy> = (run, { copyId, by }) => {
  const { copies = [] } = run.draft.tokens
  const copy = copies[indexOfId(copies, readId(run.instanceId, copyId) ?? -1)]
  if (copy === undefined || copy.user !== by) return reject('NOT_FOUND', '没有这份待阅的抄送，或您已经阅过。请刷新列表。')
  emit(run, { type: 'CopyRead', copyId, by, atMs: run.context.nowMs })
  return undefined
}
