import type { UserId } from '#engine/model/principal'
import type { Variables } from '../commands.js'
import type { Draft } from './draft.js'

/** Root variable that holds what the tasks decided: `tasks.<elementId>.outcome`, multi-instance `tasks.<elementId>.outcomes`. */
export const TASKS_VARIABLE = 'tasks'

/** Takes back what somebody answered last in a multi-instance body; the answer of a single task is overwritten by the next one. */
export function forgetAnswer(draft: Draft, elementId: string, by: UserId): void {
  const tasks = outcomes(draft)
  const list = Object.hasOwn(tasks, elementId) ? ((tasks[elementId] as { outcomes?: { assignee: UserId | null }[] }).outcomes ?? []) : []
  const at = list.findLastIndex(({ assignee }) => assignee === by)
  if (at >= 0) draft.state.data = { ...draft.state.data, tasks: withEntry(tasks, elementId, { outcomes: list.toSpliced(at, 1) }) }
}

/** What a countersign was decided to, beside the votes. */
export function noteDecision(draft: Draft, elementId: string, outcome: string): void {
  const tasks = outcomes(draft)
  const entry = Object.hasOwn(tasks, elementId) ? (tasks[elementId] as Variables) : {}
  draft.state.data = { ...draft.state.data, tasks: withEntry(tasks, elementId, { ...entry, outcome }) }
}

/** An element may be called `__proto__`: its entry is one like any other. */
export function withEntry(tasks: Variables, name: string, entry: unknown): Variables {
  if (name === '__proto__') return { ...tasks, [name]: entry }
  const copy: Variables = { ...tasks }
  copy[name] = entry
  return copy
}

/** A multi-instance body that starts again collects its outcomes anew. */
export function forgetOutcomes(draft: Draft, elementId: string): void {
  const tasks = outcomes(draft)
  if (!Object.hasOwn(tasks, elementId)) return
  const { [elementId]: _forgotten, ...rest } = tasks
  draft.state.data = { ...draft.state.data, tasks: rest }
}

/** The record of answers as it stands. */
export function outcomes(draft: Draft): Variables {
  const tasks = draft.state.data[TASKS_VARIABLE]
  return typeof tasks === 'object' && tasks !== null && !Array.isArray(tasks) ? (tasks as Variables) : {}
}
