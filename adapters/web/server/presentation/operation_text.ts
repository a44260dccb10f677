import type { OperationEvent } from '#engine/kernel/operation_events'
import type { TaskClosed, TaskCreated } from '#engine/kernel/events'
import { sentences } from './sentences/sentences.js'

/** Names for the ids in an event. */
export interface Names {
  person(userId: string | null): string
  element(elementId: string): string
}

const OPERATIONS: ReadonlySet<string> = new Set<OperationEvent['type']>([
  'SignersAdded', 'SignersRemoved', 'TaskReturned', 'TaskWithdrawn', 'TokenMoved', 'TaskUrged', 'CopySent', 'CopyRead', 'InstanceVoided', 'InstanceWoken',
  'VoteDecided', 'TaskAutoPassed', 'TaskSentBack', 'MultiInstanceChanged', 'LifecycleRewound',
])

export const isOperation = (event: { type: string }): event is OperationEvent => OPERATIONS.has(event.type)

/** One sentence about what somebody has done to running work, in the language of the request; null for what only the machine cares about. */
export function operationText(event: OperationEvent, { person, element }: Names): string | null {
  const { history: say, list } = sentences()
  const people = (users: readonly string[]) => list(users.map(person))
  switch (event.type) {
    case 'SignersAdded':
      return say.signersAdded(person(event.by), element(event.elementId), event.position, people(event.users), event.opinion)
    case 'SignersRemoved':
      return say.signersRemoved(person(event.by), element(event.elementId), people(event.users), event.opinion)
    case 'TaskReturned':
      return say.returned(person(event.by), element(event.elementId), element(event.toElementId), event.then === 'back-to-me', event.opinion)
    case 'TaskWithdrawn':
      return say.withdrawn(person(event.by), element(event.elementId), event.opinion)
    case 'TaskSentBack':
      return say.sentBack(element(event.elementId), person(event.to))
    case 'MultiInstanceChanged':
    case 'LifecycleRewound':
      return null
    case 'TokenMoved':
      return say.moved(person(event.by), element(event.elementId), element(event.toElementId), event.reason)
    case 'TaskUrged':
      return say.urged(person(event.by), element(event.elementId), event.opinion)
    case 'CopySent':
      return say.copied(person(event.by), person(event.userId), event.opinion)
    case 'CopyRead':
      return say.copyRead(person(event.by))
    case 'InstanceVoided':
      return say.voided(person(event.by), event.reason)
    case 'InstanceWoken':
      return say.woken(person(event.by), element(event.toElementId), event.reason)
    case 'VoteDecided':
      return say.voted(element(event.elementId), event.outcome === 'agree', event)
    case 'TaskAutoPassed':
      return say.autoPassed(element(event.elementId), person(event.userId), event.reason)
  }
}

/** A signer's share of a task came into being. */
export const signerAskedText = (event: TaskCreated, { person }: Names): string => sentences().history.signerAsked(person(event.assignee), event.position ?? 'parallel')

/** A sub-task has an id of its own, a task that of its activation. */
export const isSignature = (event: TaskClosed): boolean => event.taskId !== event.elementInstanceId

export function signatureText(event: TaskClosed, label: string | null, { person, element }: Names): string {
  const say = sentences().history
  if (event.cause === 'cancelled') return say.signatureCancelled(element(event.elementId), event.reason)
  return say.signed(person(event.by), element(event.elementId), label, event.opinion)
}
