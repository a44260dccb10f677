import type { TaskAssigned, TaskClosed, TaskCreated } from '../events.js'
import { idNumber } from '../ids.js'
import type { CopyRead, CopySent, InstanceVoided, MultiInstanceChanged, SignersAdded, TaskSentBack, TaskUrged, TaskWithdrawn, VoteDecided } from '../operation_events.js'
import type { SubTask } from '../state.js'
import { activationOf, changeActivation } from './elements.js'
import { countId, ownList, type Draft } from './draft.js'
import { forgetAnswer, noteDecision } from './answers.js'

/** 加签: what one more person is asked beside a task. */
export function applySubTaskCreated(draft: Draft, event: TaskCreated): void {
  const number = (id: string) => idNumber(draft.state.instanceId, id)
  const { subTasks = [] } = draft.tokens
  const id = number(event.taskId)
  const owner = number(event.elementInstanceId)
  const parent = number(event.parentTaskId as string)
  const level = parent === owner ? 1 : (subTasks.find((sub) => sub.id === parent)?.level ?? 0) + 1
  const { position = 'parallel', assignee, addedBy } = event
  countId(draft, id)
  draft.tokens.subTasks = [...subTasks, { id, owner, parent, position, assignee: assignee as string, addedBy: addedBy as string, level }]
}

export function applySubTaskAssigned(draft: Draft, event: TaskAssigned): void {
  changeSubTask(draft, event.taskId, { assignee: event.assignee as string })
}

/** Who was added by a signer stays when the signer is done, in his place. */
export function applySubTaskClosed(draft: Draft, event: TaskClosed): void {
  const id = idNumber(draft.state.instanceId, event.taskId)
  const { subTasks = [] } = draft.tokens
  const closed = subTasks.find((sub) => sub.id === id)
  if (closed === undefined) return
  const left = subTasks.filter((sub) => sub.id !== id).map((sub) => (sub.parent === id ? { ...sub, parent: closed.parent, position: closed.position } : sub))
  if (left.length > 0) draft.tokens.subTasks = left
  else delete draft.tokens.subTasks
  const { signing } = activationOf(draft, closed.owner) ?? {}
  if (event.outcome === 'disagree' && closed.position === 'after' && signing !== undefined) changeActivation(draft, closed.owner, { signing: { ...signing, isDisputed: true } })
}

function changeSubTask(draft: Draft, taskId: string, change: Partial<SubTask>): boolean {
  const id = idNumber(draft.state.instanceId, taskId)
  const { subTasks = [] } = draft.tokens
  if (!subTasks.some((sub) => sub.id === id)) return false
  draft.tokens.subTasks = subTasks.map((sub) => (sub.id === id ? { ...sub, ...change } : sub))
  return true
}

export function applySignersAdded(draft: Draft, event: SignersAdded): void {
  const id = idNumber(draft.state.instanceId, event.taskId)
  if (event.position === 'after' && activationOf(draft, id) !== undefined) changeActivation(draft, id, { signing: { by: event.by, isDisputed: false } })
}

export function applyTaskUrged(draft: Draft, event: TaskUrged): void {
  if (changeSubTask(draft, event.taskId, { urgedAtMs: event.atMs })) return
  const id = idNumber(draft.state.instanceId, event.taskId)
  const record = activationOf(draft, id)
  if (record?.task !== undefined) changeActivation(draft, id, { task: { ...record.task, urgedAtMs: event.atMs } })
}

/** The answer he had given counts no more. */
export function applyTaskSentBack(draft: Draft, event: TaskSentBack): void {
  forgetAnswer(draft, event.elementId, event.to)
}

/** His answer counts no more; the opinion stays in the journal and on his task. */
export function applyTaskWithdrawn(draft: Draft, event: TaskWithdrawn): void {
  forgetAnswer(draft, event.elementId, event.by)
}

/** What was decided is the outcome of the body: `lastOutcome`, and beside the single votes `tasks.<elementId>.outcome`. */
export function applyVoteDecided(draft: Draft, event: VoteDecided): void {
  changeActivation(draft, idNumber(draft.state.instanceId, event.elementInstanceId), { lastOutcome: event.outcome })
  noteDecision(draft, event.elementId, event.outcome)
}

export function applyMultiInstanceChanged(draft: Draft, { type: _type, elementInstanceId, elementId: _element, ...counters }: MultiInstanceChanged): void {
  const id = idNumber(draft.state.instanceId, elementInstanceId)
  const { multi } = activationOf(draft, id) ?? {}
  changeActivation(draft, id, { multi: { ...multi, ...counters } })
}

export function applyCopySent(draft: Draft, event: CopySent): void {
  const id = idNumber(draft.state.instanceId, event.copyId)
  countId(draft, id)
  draft.tokens.copies = [...(draft.tokens.copies ?? []), { id, user: event.userId }]
}

export function applyCopyRead(draft: Draft, event: CopyRead): void {
  const id = idNumber(draft.state.instanceId, event.copyId)
  const left = (draft.tokens.copies ?? []).filter((copy) => copy.id !== id)
  if (left.length > 0) draft.tokens.copies = left
  else delete draft.tokens.copies
}

export function applyInstanceVoided(draft: Draft, event: InstanceVoided): void {
  draft.state.status = 'voided'
  draft.state.endedAtMs = event.atMs
  ownList(draft, 'parked').length = 0
  ownList(draft, 'deferred').length = 0
  delete draft.tokens.suspendedBy
  delete draft.tokens.happened
}

export function applyInstanceWoken(draft: Draft): void {
  draft.state.status = 'active'
  draft.state.endedAtMs = null
}
