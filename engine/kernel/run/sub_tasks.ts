import { indexOfId } from '../apply/draft.js'
import { readId } from '../ids.js'
import type { SubTask } from '../state.js'
import { emit, idOf, nodeById, type Run } from './run.js'

/** Sub-tasks of 加签 that are open at an activation, nested ones included. */
export function subTasksAt(run: Run, owner: number): readonly SubTask[] {
  const { subTasks } = run.draft.tokens
  return subTasks === undefined ? [] : subTasks.filter((sub) => sub.owner === owner)
}

/** The open sub-task with this id. */
export function subTaskOf(run: Run, taskId: string): SubTask | undefined {
  const { subTasks } = run.draft.tokens
  return subTasks?.[indexOfId(subTasks, readId(run.instanceId, taskId) ?? -1)]
}

/** Closes sub-tasks that nobody needs any more. */
export function cancelSubTasks(run: Run, subs: readonly SubTask[], reason: string): void {
  for (const sub of subs) {
    const elementId = run.draft.tokens.active.find(({ id }) => id === sub.owner)?.element ?? ''
    emit(run, {
      type: 'TaskClosed',
      taskId: idOf(run, sub.id),
      elementId: nodeById(run, elementId).id,
      elementInstanceId: idOf(run, sub.owner),
      cause: 'cancelled',
      reason,
      by: null,
      outcome: null,
      opinion: null,
      atMs: run.context.nowMs,
    })
  }
}
