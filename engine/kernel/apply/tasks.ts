import type { Variables } from '../commands.js'
import type { TaskAssigned, TaskClosed, TaskCreated, VariablesMerged } from '../events.js'
import { idNumber } from '../ids.js'
import { isoText } from '#engine/time/wall_clock'
import type { Activation } from '../state.js'
import { outcomes, withEntry } from './answers.js'
import { applySubTaskAssigned, applySubTaskClosed, applySubTaskCreated } from './operations.js'
import { indexOfId, ownList, type Draft } from './draft.js'

export function applyTaskCreated(draft: Draft, event: TaskCreated): void {
  if (event.parentTaskId !== undefined) return applySubTaskCreated(draft, event)
  change(draft, event.elementInstanceId, { task: { assignee: event.assignee, candidates: event.candidates } })
}

export function applyTaskAssigned(draft: Draft, event: TaskAssigned): void {
  const record = find(draft, event.taskId)
  if (record === undefined) return applySubTaskAssigned(draft, event)
  if (record.task === undefined) return
  const { owner: _before, ...task } = record.task
  change(draft, event.taskId, { task: event.owner === undefined ? { ...task, assignee: event.assignee } : { ...task, assignee: event.assignee, owner: event.owner } })
}

export function applyTaskClosed(draft: Draft, event: TaskClosed): void {
  if (event.taskId !== event.elementInstanceId) return applySubTaskClosed(draft, event)
  const record = find(draft, event.elementInstanceId)
  if (record === undefined) return
  if (event.cause === 'cancelled' || (event.outcome === null && event.opinion === null)) {
    change(draft, event.elementInstanceId, { task: undefined })
    return
  }
  change(draft, event.elementInstanceId, { task: undefined, lastOutcome: event.outcome ?? record.lastOutcome })
  if (record.loop !== undefined) castVote(draft, record, event)
  const answer = { assignee: event.by, outcome: event.outcome, opinion: event.opinion, at: isoText(event.atMs) }
  const tasks = outcomes(draft)
  const own = Object.hasOwn(tasks, event.elementId) ? (tasks[event.elementId] as { outcomes?: unknown[] }) : undefined
  const entry = record.loop === undefined ? answer : { outcomes: [...(own?.outcomes ?? []), answer] }
  draft.state.data = { ...draft.state.data, tasks: withEntry(tasks, event.elementId, entry) }
}

/** A countersigned body counts what is voted in it. */
function castVote(draft: Draft, { scope, loop }: Activation, { by, outcome }: TaskClosed): void {
  const list = ownList(draft, 'active')
  const index = indexOfId(list, scope)
  const body = list[index]
  if (body?.multi?.votes === undefined) return
  const others = body.multi.votes.filter((vote) => vote.loop !== loop)
  list[index] = { ...body, multi: { ...body.multi, votes: [...others, { by, outcome, loop: loop as number }] } }
}

export function applyVariablesMerged(draft: Draft, event: VariablesMerged): void {
  const scope = idNumber(draft.state.instanceId, event.scopeId)
  if (scope === 0) {
    draft.state.data = merged(draft.state.data, event)
    return
  }
  const list = ownList(draft, 'active')
  const index = indexOfId(list, scope)
  const record = list[index]
  if (record !== undefined) list[index] = { ...record, variables: merged(record.variables ?? {}, event) }
}

function merged(variables: Variables, event: VariablesMerged): Variables {
  const result = { ...variables, ...event.values }
  for (const name of event.removed ?? []) delete result[name]
  return result
}

function find(draft: Draft, id: string): Activation | undefined {
  const list = draft.tokens.active
  return list[indexOfId(list, idNumber(draft.state.instanceId, id))]
}

function change(draft: Draft, id: string, part: Partial<Activation>): void {
  const list = ownList(draft, 'active')
  const index = indexOfId(list, idNumber(draft.state.instanceId, id))
  const record = list[index]
  if (record !== undefined) list[index] = { ...record, ...part }
}
