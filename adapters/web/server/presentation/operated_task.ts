import type { TaskRow } from '#engine/runtime/ports/rows'

/** Sub-tasks of a task, nested ones not included. */
export const signersOf = (task: Pick<TaskRow, 'id'>, siblings: readonly TaskRow[]): TaskRow[] => siblings.filter((one) => one.parentTaskId === task.id)

/** The task a signer was asked at. */
export const signedTaskOf = (task: TaskRow, siblings: readonly TaskRow[]): TaskRow | null => siblings.find((one) => one.id === task.parentTaskId) ?? null

/** It stands still until those who sign before it, or after its completion, have acted; who signs beside it holds nobody up. */
export const waitsForSigners = (task: TaskRow, siblings: readonly TaskRow[]): boolean =>
  signersOf(task, siblings).some((one) => one.state === 'open' && one.signPosition !== 'parallel')
