import type { Event } from '#engine/kernel/events'
import type { CommittedNews } from '../engine.js'
import type { TaskRow } from '../ports/rows.js'
import type { AcceptedCommand } from './decide_command.js'

const touchedBy = (event: Event, tasks: ReadonlyMap<string, TaskRow>): (string | null)[] => {
  if (event.type === 'InstanceStarted') return [event.starter && `user:${event.starter}`]
  if (event.type === 'TaskCreated') return [...event.candidates, event.assignee && `user:${event.assignee}`]
  if (event.type === 'CopySent') return [`user:${event.userId}`]
  if (event.type === 'CopyRead') return [`user:${event.by}`]
  if (event.type === 'TaskUrged') return whoseTask(tasks.get(event.taskId))
  if (event.type !== 'TaskAssigned' && event.type !== 'TaskClosed') return []
  const task = tasks.get(event.taskId)
  const users = event.type === 'TaskAssigned' ? [event.assignee, event.previous, event.by] : [event.by, task?.assignee ?? null]
  return [...(task?.candidates ?? []), ...users.map((user) => user && `user:${user}`)]
}

/** Who has it, or may take it. */
const whoseTask = (task: TaskRow | undefined): string[] =>
  task === undefined ? [] : task.assignee === null ? [...task.candidates] : [`user:${task.assignee}`]

/** Whose lists a committed command may have changed. */
export const committedNews = (accepted: AcceptedCommand, tasks: ReadonlyMap<string, TaskRow>): CommittedNews => ({
  instanceId: accepted.state.instanceId,
  revision: accepted.state.revision,
  events: accepted.events,
  touched: [...new Set(accepted.events.flatMap((event) => touchedBy(event, tasks)).filter((principal) => principal !== null && principal !== ''))] as string[],
})
