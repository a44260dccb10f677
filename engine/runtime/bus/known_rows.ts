import type { GroupRows } from './group_world.js'
import type { KnownInstance, StateCache } from './state_cache.js'
import type { TaskRow } from '../ports/rows.js'
import { taskIdOf, type WorkItem } from './work_item.js'

const NOTHING = new Map<string, never>()

/** Whether the database has to be asked before this command can be judged, whatever is known of its instance. */
const asksDatabase = ({ envelope, source }: WorkItem, known: KnownInstance | undefined, askingRows: ReadonlySet<string>): boolean => {
  const { command, holding } = envelope
  if (source !== null || holding !== undefined) return true
  if (command.type === 'StartInstance') return known !== undefined || askingRows.has(command.definitionId)
  const taskId = taskIdOf(envelope)
  return known === undefined || askingRows.has(known.state.definitionId) || (taskId !== null && !known.tasks.has(taskId))
}

/**
 * All a group would read, out of what this process wrote last; null when that is not enough. Idempotency keys count as new: one that was used
 * shows as a duplicate when its answer is kept.
 */
export const knownRows = (items: readonly WorkItem[], cache: StateCache, askingRows: ReadonlySet<string>): GroupRows | null => {
  const instances = new Map<string, KnownInstance>()
  const tasks = new Map<string, TaskRow>()
  for (const item of items) {
    const { instanceId } = item.envelope
    const known = cache.get(instanceId)
    if (asksDatabase(item, known, askingRows)) return null
    if (!known) continue
    instances.set(instanceId, known)
    const task = known.tasks.get(taskIdOf(item.envelope) ?? '')
    if (task) tasks.set(task.id, task)
  }
  return { instances, tasks, answers: NOTHING, untaken: new Set(), jobHolders: NOTHING, businessRows: NOTHING, attachments: NOTHING, journals: NOTHING, drafts: NOTHING }
}
