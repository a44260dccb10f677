import type { TaskSummary, TaskView } from '../api/types.js'

/** Where a line of the inbox leads: what can be worked on opens as work, what is past opens as the case. */
export function taskAddress(task: TaskSummary, view: TaskView): string {
  if (task.kind === 'startDraft') return `/catalogue/${encodeURIComponent(task.instance.definitionKey)}?draft=${encodeURIComponent(task.id)}`
  if ((view === 'started' || task.kind === 'copy' || task.state !== 'open') && task.instance.id) return `/instances/${encodeURIComponent(task.instance.id)}`
  return `/tasks/${encodeURIComponent(task.id)}`
}
