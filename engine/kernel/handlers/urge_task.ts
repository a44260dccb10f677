import type { UrgeTask } from '../operation_commands.js'
import { emit, type Run } from '../run/run.js'
import type { Walk } from '../walk/stay.js'
import { walkOf } from '../walk/walk_of.js'
import { walkedTasks } from '../walk/walked_tasks.js'
import { reject, type Handler } from './handler.js'
import { allows, openWork, taskGone, type Work } from './work.js'

const HOUR_MS = 3_600_000

/** 催办: by the starter, a supervisor, or who had it before. At most once per task and hour; no token moves. */
export const urgeTask: Handler<UrgeTask> = (run, { taskId, by, opinion, asSupervisor }) => {
  const work = openWork(run, taskId)
  if (work === undefined) return taskGone()
  if (asSupervisor !== true && !allows(run, work.record, 'urge')) return reject('FORBIDDEN', '本环节不允许催办。')
  if (asSupervisor !== true && by !== run.draft.state.starter && by !== work.sub?.addedBy) {
    const walk = walkOf(run)
    if (walk === undefined) return undefined
    if (!hadItBefore(run, walk, work, by)) return reject('FORBIDDEN', '只有发起人、督办人员和上一环节的办理人可以催办。')
  }
  const urgedAtMs = work.sub === undefined ? work.record.task.urgedAtMs : work.sub.urgedAtMs
  const { nowMs: atMs } = run.context
  if (urgedAtMs !== undefined && atMs - urgedAtMs < HOUR_MS) {
    return reject('INVALID_STATE', `此件在一小时内已催办过，请于 ${Math.ceil((urgedAtMs + HOUR_MS - atMs) / 60_000)} 分钟后再催。`)
  }
  emit(run, { type: 'TaskUrged', taskId, elementId: work.record.element, by, opinion, atMs })
  return undefined
}

function hadItBefore(run: Run, walk: Walk, { record }: Work, by: string): boolean {
  return walkedTasks(run, walk, record.id).some(({ isNearest, assignee }) => isNearest && assignee === by)
}
