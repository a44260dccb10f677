import type { Event } from '#engine/kernel/events'
import type { TaskRow } from '../ports/rows.js'

/** Most rows kept beside one state: a body of a thousand instances is read from the database. */
const KEPT = 20

/** Open tasks of one instance whose rows are known; the others have to be read. */
export type OpenTasks = ReadonlyMap<string, TaskRow>

export const NO_TASKS: OpenTasks = new Map()

/** Whose rows the step has brought up to date in `tasks`; an event that says anything else of a task makes its row unknown. */
const isRowKnown = (event: Event): boolean => event.type === 'TaskCreated' || event.type === 'TaskAssigned'

/** The rows known after a step, from those known before it and those of its group. */
export const openTasksAfter = (before: OpenTasks, events: readonly Event[], tasks: ReadonlyMap<string, TaskRow>): OpenTasks => {
  const after = new Map(before)
  for (const event of events) {
    if (event.type === 'InstanceMigrated') return NO_TASKS
    if (!('taskId' in event) || event.taskId === null) continue
    const row = isRowKnown(event) ? tasks.get(event.taskId) : undefined
    if (row) after.set(row.id, row)
    else after.delete(event.taskId)
  }
  return after.size > KEPT ? NO_TASKS : after
}
