import type {
  CommandDeferred,
  IncidentRaised,
  IncidentResolved,
  JobClosed,
  JobCreated,
  SubscriptionClosed,
  SubscriptionOpened,
  TimerArmed,
  TimerDisarmed,
} from '../events.js'
import { idNumber } from '../ids.js'
import { countId, indexOfId, ownList, removeId, type Draft } from './draft.js'

/** A timer armed again after a suspension keeps its id and its place. */
export function applyTimerArmed(draft: Draft, event: TimerArmed): void {
  const id = idNumber(draft.state.instanceId, event.timerId)
  const timer = {
    id,
    element: event.elementId,
    owner: idNumber(draft.state.instanceId, event.elementInstanceId),
    kind: event.kind,
    dueAtMs: event.dueAtMs,
    left: event.repetitionsLeft,
    body: event.body,
    ...(event.definition === undefined ? undefined : { definition: event.definition }),
  }
  const list = ownList(draft, 'timers')
  const index = indexOfId(list, id)
  if (index >= 0) list[index] = timer
  else list.push(timer)
  countId(draft, id)
}

export function applyTimerDisarmed(draft: Draft, event: TimerDisarmed): void {
  const id = idNumber(draft.state.instanceId, event.timerId)
  if (event.cause !== 'suspended') {
    removeId(draft, 'timers', id)
    return
  }
  const list = ownList(draft, 'timers')
  const timer = list[indexOfId(list, id)]
  if (timer !== undefined) list[indexOfId(list, id)] = { ...timer, restMs: event.restMs ?? 0 }
}

export function applySubscriptionOpened(draft: Draft, event: SubscriptionOpened): void {
  const id = idNumber(draft.state.instanceId, event.subscriptionId)
  const owner = idNumber(draft.state.instanceId, event.elementInstanceId)
  const { elementId: element, name, definition } = event
  ownList(draft, 'subscriptions').push({ id, element, owner, name, ...(event.kind === 'signal' && { kind: event.kind }), ...(definition !== undefined && { definition }) })
  countId(draft, id)
}

export function applySubscriptionClosed(draft: Draft, event: SubscriptionClosed): void {
  removeId(draft, 'subscriptions', idNumber(draft.state.instanceId, event.subscriptionId))
}

export function applyJobCreated(draft: Draft, event: JobCreated): void {
  const id = idNumber(draft.state.instanceId, event.jobId)
  ownList(draft, 'jobs').push({ id, owner: idNumber(draft.state.instanceId, event.elementInstanceId) })
  countId(draft, id)
}

export function applyJobClosed(draft: Draft, event: JobClosed): void {
  removeId(draft, 'jobs', idNumber(draft.state.instanceId, event.jobId))
}

export function applyIncidentRaised(draft: Draft, event: IncidentRaised): void {
  const id = idNumber(draft.state.instanceId, event.incidentId)
  const owner = event.elementInstanceId === null ? null : idNumber(draft.state.instanceId, event.elementInstanceId)
  ownList(draft, 'incidents').push({ id, code: event.code, owner, stage: event.stage })
  countId(draft, id)
}

export function applyIncidentResolved(draft: Draft, event: IncidentResolved): void {
  removeId(draft, 'incidents', idNumber(draft.state.instanceId, event.incidentId))
}

export function applyCommandDeferred(draft: Draft, event: CommandDeferred): void {
  ownList(draft, 'deferred').push(event.command)
}
