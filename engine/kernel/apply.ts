import { openDraft, type Draft } from './apply/draft.js'
import { applyDefinitionHappened } from './apply/definitions.js'
import { applyCompensationForgotten, applyCompensationTriggered } from './apply/compensation.js'
import {
  applyAdHocClosing,
  applyCallRequested,
  applyComplexGatewayStarted,
  applyDefinitionThrown,
  applyElementActivated,
  applyElementCompleted,
  applyElementTerminated,
  applyInstanceEventsThrown,
  applyMultiInstanceCollected,
  applyMultiInstanceStarted,
  applyParkedTokensDropped,
  applyTokenArrived,
  applyTokensGathered,
  applyTokenParked,
  applyTokensUnparked,
  applyTransactionCancelled,
} from './apply/elements.js'
import { applyInstanceCancelled, applyInstanceCompleted, applyInstanceResumed, applyInstanceSuspended, applySuspensionLifted, startedState } from './apply/instance.js'
import { applyInstanceMigrated } from './apply/migration.js'
import { applyTaskAssigned, applyTaskClosed, applyTaskCreated, applyVariablesMerged } from './apply/tasks.js'
import {
  applyCommandDeferred,
  applyIncidentRaised,
  applyIncidentResolved,
  applyJobClosed,
  applyJobCreated,
  applySubscriptionClosed,
  applySubscriptionOpened,
  applyTimerArmed,
  applyTimerDisarmed,
} from './apply/waits.js'
import type { Event, EventType } from './events.js'
import {
  applyCopyRead, applyCopySent, applyInstanceVoided, applyInstanceWoken, applyMultiInstanceChanged, applySignersAdded, applyTaskSentBack, applyTaskUrged, applyTaskWithdrawn, applyVoteDecided,
} from './apply/operations.js'
import type { InstanceState } from './state.js'

/** Folds one event into a draft of the state; one function per event type. */
export function foldInto(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'ElementActivated':
      return applyElementActivated(draft, event)
    case 'ElementCompleted':
      return applyElementCompleted(draft, event)
    case 'ElementTerminated':
      return applyElementTerminated(draft, event)
    case 'TokenArrived':
      return applyTokenArrived(draft, event)
    case 'TokensGathered':
      return applyTokensGathered(draft, event)
    case 'ComplexGatewayStarted':
      return applyComplexGatewayStarted(draft, event)
    case 'MultiInstanceStarted':
      return applyMultiInstanceStarted(draft, event)
    case 'MultiInstanceCollected':
      return applyMultiInstanceCollected(draft, event)
    case 'InstanceEventsThrown':
      return applyInstanceEventsThrown(draft, event)
    case 'TokenParked':
      return applyTokenParked(draft, event)
    case 'TokensUnparked':
      return applyTokensUnparked(draft)
    case 'ParkedTokensDropped':
      return applyParkedTokensDropped(draft, event)
    case 'TaskCreated':
      return applyTaskCreated(draft, event)
    case 'TaskAssigned':
      return applyTaskAssigned(draft, event)
    case 'TaskClosed':
      return applyTaskClosed(draft, event)
    case 'VariablesMerged':
      return applyVariablesMerged(draft, event)
    case 'TimerArmed':
      return applyTimerArmed(draft, event)
    case 'TimerDisarmed':
      return applyTimerDisarmed(draft, event)
    case 'SubscriptionOpened':
      return applySubscriptionOpened(draft, event)
    case 'SubscriptionClosed':
      return applySubscriptionClosed(draft, event)
    case 'DefinitionHappened':
      return applyDefinitionHappened(draft, event)
    case 'DefinitionThrown':
      return applyDefinitionThrown(draft, event)
    case 'JobCreated':
      return applyJobCreated(draft, event)
    case 'JobClosed':
      return applyJobClosed(draft, event)
    case 'IncidentRaised':
      return applyIncidentRaised(draft, event)
    case 'IncidentResolved':
      return applyIncidentResolved(draft, event)
    case 'CallRequested':
      return applyCallRequested(draft, event)
    case 'CommandDeferred':
      return applyCommandDeferred(draft, event)
    case 'AdHocClosing':
      return applyAdHocClosing(draft, event)
    case 'CompensationTriggered':
      return applyCompensationTriggered(draft, event)
    case 'CompensationForgotten':
      return applyCompensationForgotten(draft, event)
    case 'TransactionCancelled':
      return applyTransactionCancelled(draft, event)
    case 'InstanceCompleted':
      return applyInstanceCompleted(draft, event)
    case 'InstanceCancelled':
      return applyInstanceCancelled(draft, event)
    case 'InstanceSuspended':
      return applyInstanceSuspended(draft, event)
    case 'SuspensionLifted':
      return applySuspensionLifted(draft, event)
    case 'InstanceResumed':
      return applyInstanceResumed(draft)
    case 'InstanceMigrated':
      return applyInstanceMigrated(draft, event)
    case 'SignersAdded':
      return applySignersAdded(draft, event)
    case 'TaskUrged':
      return applyTaskUrged(draft, event)
    case 'TaskSentBack':
      return applyTaskSentBack(draft, event)
    case 'VoteDecided':
      return applyVoteDecided(draft, event)
    case 'TaskWithdrawn':
      return applyTaskWithdrawn(draft, event)
    case 'MultiInstanceChanged':
      return applyMultiInstanceChanged(draft, event)
    case 'CopySent':
      return applyCopySent(draft, event)
    case 'CopyRead':
      return applyCopyRead(draft, event)
    case 'InstanceVoided':
      return applyInstanceVoided(draft, event)
    case 'InstanceWoken':
      return applyInstanceWoken(draft)
    default:
      return leaveAlone(event)
  }
}

/** Facts for the journal and the world outside; a new event type does not compile until it is folded or listed here. */
function leaveAlone(_event: Extract<Event, { type: Untold }>): void {}

type Untold = Extract<EventType,
  | 'InstanceStarted' | 'SequenceFlowTaken' | 'JobFailed' | 'JobRetriesSet' | 'MessageThrown' | 'SignalThrown' | 'EscalationThrown' | 'LifecycleEventEmitted' | 'DocumentRequested' | 'FactNoted' | 'DecisionEvaluated'
  | 'SignersRemoved' | 'TaskReturned' | 'TokenMoved' | 'TaskAutoPassed' | 'LifecycleRewound'
>

/**
 * The state after one event: the only place where state changes. `state` is null only before `InstanceStarted`.
 * `revision` counts commands, not events: see `applyAll`.
 */
export function apply(state: InstanceState | null, event: Event): InstanceState {
  if (event.type === 'InstanceStarted') return startedState(event)
  if (state === null) throw new Error(`Expected InstanceStarted to be the first event, but it is ${event.type}. Read the journal from its first row.`)
  const draft = openDraft(state)
  foldInto(draft, event)
  return draft.state
}

/** The state after one journal row, i.e. after all events of one accepted command. */
export function applyAll(state: InstanceState | null, events: readonly Event[]): InstanceState {
  const after = events.reduce<InstanceState | null>(apply, state)
  if (after === null) throw new Error('Expected a journal row to hold at least one event, but it holds none. Check the journal.')
  return { ...after, revision: after.revision + 1 }
}
