import type { TaskAction } from '#adapters/web/contract/tasks'
import type { UserTaskInformation } from '#engine/model/executable_process'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { mayWorkOn } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { signersOf, waitsForSigners } from './operated_task.js'

export interface TaskSurroundings {
  /** All tasks of its instance. */
  siblings: readonly TaskRow[]
  /** Who handed it on. */
  from: string | null
  /** The caller may do to others' work what a supervisor may. */
  supervises?: boolean
}

/** What the caller may do next; the bus decides again when he does it. */
export function allowedActions(login: Login, task: TaskRow, node: UserTaskInformation | undefined, around: TaskSurroundings): TaskAction[] {
  const allows = (action: string) => node?.actions.includes(action) ?? false
  if (task.state === 'completed') return task.completedBy === login.userId && allows('withdraw') && isUntouched(task, around.siblings) ? ['withdraw'] : []
  if (task.state !== 'open') return []
  if (!mayWorkOn(login, task)) return outsideActions(login, task, allows, around)
  if (task.assignee === null) return ['claim']
  return task.signPosition === null ? ownActions(task, allows, around.siblings) : signerActions(allows)
}

function ownActions(task: TaskRow, allows: (action: string) => boolean, siblings: readonly TaskRow[]): TaskAction[] {
  if (task.owner !== null) return ['resolve']
  const signers = signersOf(task, siblings).some((one) => one.state === 'open')
  const removal: TaskAction[] = signers && (allows('removeSigners') || allows('addSigners')) ? ['remove-signers'] : []
  const copy: TaskAction[] = allows('copy') ? ['copy'] : []
  if (waitsForSigners(task, siblings)) return [...removal, ...copy]
  const actions: TaskAction[] = ['complete', 'save-draft']
  if (task.candidates.length > 0 && allows('release')) actions.push('release')
  for (const [allowed, action] of [['transfer', 'transfer'], ['delegate', 'delegate'], ['return', 'return'], ['addSigners', 'add-signers']] as const) {
    if (allows(allowed)) actions.push(action)
  }
  return [...actions, ...removal, ...copy]
}

const signerActions = (allows: (action: string) => boolean): TaskAction[] => [
  'complete', ...(allows('transfer') ? (['transfer'] as const) : []), ...(allows('addSigners') ? (['add-signers'] as const) : []),
]

/** 催办 by the starter, by whoever handed it on, by a supervisor; a supervisor hands it to somebody else as well. */
function outsideActions(login: Login, task: TaskRow, allows: (action: string) => boolean, { from, supervises = false }: TaskSurroundings): TaskAction[] {
  const urges = allows('urge') && (supervises || task.starter === login.userId || from === login.userId)
  return [...(urges ? (['urge'] as const) : []), ...(supervises && task.assignee !== null ? (['transfer'] as const) : [])]
}

/** Whether what the completion brought about still looks untouched; the kernel looks at more than the tasks. */
function isUntouched(task: TaskRow, siblings: readonly TaskRow[]): boolean {
  if (!siblings.some((one) => one.state === 'open')) return false
  const brought = siblings.filter((one) => one.id !== task.id && one.createdAtMs === task.completedAtMs)
  return brought.every((one) => one.state === 'open' && (one.assignee === null || one.candidates.length === 0))
}
