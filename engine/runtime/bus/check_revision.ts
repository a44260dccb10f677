import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import type { CommandEnvelope } from '../command_envelope.js'
import type { TaskRow } from '../ports/rows.js'

const TIME = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hour12: false })

const sinceThen = (task: TaskRow, nameOf: (userId: string) => string): string => {
  if (task.state === 'completed' && task.completedAtMs !== null) {
    const who = task.completedBy === null ? '系统' : nameOf(task.completedBy)
    return `${who}已于 ${TIME.format(task.completedAtMs)} 办理此件。`
  }
  if (task.state === 'cancelled') return '此件已不需要办理。'
  if (task.assignee !== null) return `此件现由${nameOf(task.assignee)}办理。`
  return '此件已退回待签收。'
}

/** What a stale page is told: who did what in the meantime. Null when the revision is still right. */
export const checkRevision = (
  expected: CommandEnvelope['expectedRevision'],
  state: InstanceState | null,
  tasks: ReadonlyMap<string, TaskRow>,
  nameOf: (userId: string) => string,
): Rejection | null => {
  if (!expected) return null
  if (expected.of === 'instance') {
    if (!state || state.revision === expected.revision) return null
    return { code: 'CONFLICT', message: '本件在您打开之后已有变动。请刷新页面，核对后再操作。' }
  }
  const task = tasks.get(expected.id)
  if (!task || task.revision === expected.revision) return null
  return { code: 'CONFLICT', message: `${sinceThen(task, nameOf)}请刷新页面，核对后再操作。` }
}
