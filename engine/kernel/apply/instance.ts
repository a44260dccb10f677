import type { InstanceCancelled, InstanceCompleted, InstanceStarted, InstanceSuspended, SuspensionLifted } from '../events.js'
import { STATE_VERSION, type InstanceState } from '../state.js'
import { ownList, type Draft } from './draft.js'

/** The state an instance begins with. */
export function startedState(event: InstanceStarted): InstanceState {
  return {
    stateVersion: STATE_VERSION,
    instanceId: event.instanceId,
    definitionId: event.definitionId,
    processId: event.processId,
    status: 'active',
    revision: 0,
    businessKey: event.businessKey,
    title: event.title,
    starter: event.starter,
    caller: event.caller,
    startedAtMs: event.atMs,
    endedAtMs: null,
    tokens: { counter: 0, active: [], timers: [], subscriptions: [], jobs: [], incidents: [], parked: [], deferred: [] },
    data: event.variables,
  }
}

export function applyInstanceCompleted(draft: Draft, event: InstanceCompleted): void {
  draft.state.status = 'completed'
  draft.state.endedAtMs = event.atMs
  delete draft.tokens.compensations
  delete draft.tokens.happened
}

export function applyInstanceCancelled(draft: Draft, event: InstanceCancelled): void {
  draft.state.status = 'cancelled'
  draft.state.endedAtMs = event.atMs
  ownList(draft, 'parked').length = 0
  ownList(draft, 'deferred').length = 0
  delete draft.tokens.suspendedBy
  delete draft.tokens.compensations
  delete draft.tokens.happened
}

export function applyInstanceSuspended(draft: Draft, event: InstanceSuspended): void {
  const by = event.byCaller ? 'caller' : 'self'
  draft.tokens.suspendedBy = draft.state.status === 'suspended' ? 'both' : by
  draft.state.status = 'suspended'
}

export function applySuspensionLifted(draft: Draft, event: SuspensionLifted): void {
  draft.tokens.suspendedBy = event.byCaller ? 'self' : 'caller'
}

export function applyInstanceResumed(draft: Draft): void {
  draft.state.status = 'active'
  delete draft.tokens.suspendedBy
  ownList(draft, 'deferred').length = 0
}
