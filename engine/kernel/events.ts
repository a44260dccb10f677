import type { Caller, Candidates, DeferredCommand, Variables } from './commands.js'
import type { SignPosition } from './operation_commands.js'
import type { DecidedStep } from '#engine/model/decision'
import type { UserId } from '#engine/model/principal'
import type { InstanceMigrated } from './migration.js'
import type { OperationEvent } from './operation_events.js'
import type { AdHocClosing } from './ad_hoc_commands.js'
import type { CompensationEvent } from './compensation_events.js'
import type { ArrivedTokens, MovedToken } from './state.js'
import type { WaitEvent } from './wait_events.js'

export type {
  TimerArmed, TimerDisarmed, SubscriptionOpened, SubscriptionClosed, DefinitionHappened, DefinitionThrown, JobCreated, JobFailed, JobRetriesSet, JobClosed, IncidentRaised, IncidentResolved,
} from './wait_events.js'

/**
 * Facts of one step, in order: the journal's content and the only input of `apply`.
 * The answers used (candidates, versions, due instants) stand in them, so a replay needs no directory, calendar or database.
 * A meaning once released is never edited: a changed meaning is a new `version` of the event.
 */
export interface InstanceStarted {
  type: 'InstanceStarted'
  instanceId: string
  definitionId: string
  processId: string
  businessKey: string | null
  title: string | null
  starter: UserId | null
  caller: Caller | null
  variables: Variables
  /** The package version whose start form was handed in, where not the own one. */
  formPackageId?: string
  atMs: number
}

/** An element became active: one activity instance. `elementInstanceId` is also the scope id when the element is a scope. */
export interface ElementActivated {
  type: 'ElementActivated'
  elementInstanceId: string
  elementId: string
  elementType: string
  /** Scope instance that contains it; the instance id for the process itself. */
  scopeId: string
  /** Sequence flow it was entered by, null at a start or inside a multi-instance body. */
  flowId: string | null
  /** Position in a multi-instance body, from 0. */
  loopIndex?: number
  /** Variables of the activity instance's own scope, e.g. the item of a multi-instance body. */
  variables?: Variables
  /** Outcome of the last task on the token's way (`lastOutcome` in expressions). */
  lastOutcome?: string
  /** Joins: tokens left over when the join fired before. */
  arrived?: readonly ArrivedTokens[]
  /** What it undoes, by the id the completed activity had; its handler, or that activity itself come to life again. */
  compensates?: string
  /** Moved tokens: the activations whose successor this one is. Absent = it came along its flow. */
  comesFrom?: readonly string[]
  /** Joins put back by a move: which activation each token in `arrived` came from. */
  arrivedFrom?: readonly { readonly flowId: string; readonly from: string }[]
  /** Moved tokens: who gets the task, and where the token goes afterwards. */
  moved?: MovedToken
  /** Moved tokens: what the form of the task shows at first. */
  draft?: Variables
}

/** A token has come to a join that was waiting already, or comes as its first one right after the activation. */
export interface TokenArrived {
  type: 'TokenArrived'
  elementInstanceId: string
  flowId: string
  lastOutcome?: string
  /** Put back by a move: the activation the token had come from. */
  comesFrom?: string
}

/** As many tokens have come to an activity as it begins with (`startQuantity`): it begins, under the same id. */
export interface TokensGathered {
  type: 'TokensGathered'
  elementInstanceId: string
  elementId: string
}

/** The activation condition of a complex gateway held: one token of each of these flows was consumed, the others are waited for. */
export interface ComplexGatewayStarted {
  type: 'ComplexGatewayStarted'
  elementInstanceId: string
  elementId: string
  consumed: readonly string[]
}

/** A multi-instance body knows how many instances it will have; the outcomes of an earlier run of the same body are forgotten. */
export interface MultiInstanceStarted {
  type: 'MultiInstanceStarted'
  elementInstanceId: string
  elementId: string
  total: number
  /** Items still to be handed out, sequential bodies with a collection only. */
  items?: readonly unknown[]
  /** A standard loop: `total` is the most rounds it may make. */
  isLoop?: true
  /** It is a countersign: its votes are counted. */
  isCountersign?: true
}

/** An instance of a body has completed and gives these values for the lists of the body. */
export interface MultiInstanceCollected {
  type: 'MultiInstanceCollected'
  elementInstanceId: string
  elementId: string
  loopIndex: number
  /** By name of the list. */
  values: Variables
}

/** A token that could not move on within the step budget rests in front of its next element. */
export interface TokenParked {
  type: 'TokenParked'
  elementId: string
  scopeId: string
  flowId: string | null
  loopIndex?: number
  variables?: Variables
  lastOutcome?: string
  compensates?: string
}

/** All parked tokens go on. */
export interface TokensUnparked {
  type: 'TokensUnparked'
}

export interface ElementCompleted {
  type: 'ElementCompleted'
  elementInstanceId: string
  elementId: string
  elementType: string
  scopeId: string
  /** `kept`: it can be undone later. `handedUp`: a multi-instance body or loop whose instances can. */
  compensation?: 'kept' | 'handedUp'
}

/** Left without completing: interrupted by a boundary event, an end of the scope, a cancel. */
export interface ElementTerminated {
  type: 'ElementTerminated'
  elementInstanceId: string
  elementId: string
  elementType: string
  scopeId: string
  reason: string
}

export interface SequenceFlowTaken {
  type: 'SequenceFlowTaken'
  flowId: string
  scopeId: string
}

/** A person's work came into being. */
export interface TaskCreated {
  type: 'TaskCreated'
  taskId: string
  elementInstanceId: string
  elementId: string
  name: string
  assignee: UserId | null
  candidates: Candidates
  /** Model due date (`camunda:dueDate`, `gov:workingDays`), epoch ms; legal clocks are rows of their own. */
  dueAtMs: number | null
  amberAtMs: number | null
  priority: number
  /** Key of the form inside the instance's package version, or inside the one below. */
  formKey: string | null
  /** The package version a bound form was found in when the task came into being. */
  formPackageId?: string
  /** Outcomes allowed at completion; empty = none asked. */
  outcomes: readonly string[]
  /** Sub-tasks of 加签: the task or sub-task they were added to, where they stand, and by whom. */
  parentTaskId?: string
  position?: SignPosition
  addedBy?: UserId
  /** A returned task: what the form shows at first. */
  draft?: Variables
  atMs: number
}

export interface TaskAssigned {
  type: 'TaskAssigned'
  taskId: string
  /** null after 退签. */
  assignee: UserId | null
  previous: UserId | null
  cause: 'claim' | 'release' | 'transfer' | 'delegate' | 'resolve'
  /** Set while another works on it for him (委派); gone after 归还. */
  owner?: UserId
  by: UserId | null
  opinion: string | null
  atMs: number
}

export interface TaskClosed {
  type: 'TaskClosed'
  taskId: string
  elementId: string
  elementInstanceId: string
  cause: 'completed' | 'cancelled'
  /** Why it was cancelled, for people; null when completed. */
  reason: string | null
  by: UserId | null
  outcome: string | null
  opinion: string | null
  atMs: number
}

/** A multi-instance body has thrown the events due for this many completed instances. */
export interface InstanceEventsThrown {
  type: 'InstanceEventsThrown'
  elementInstanceId: string
  elementId: string
  completed: number
}

/** Values written into one scope. The root scope's id is the instance id. */
export interface VariablesMerged {
  type: 'VariablesMerged'
  scopeId: string
  values: Variables
  removed?: readonly string[]
}

/** `gov:lifecycleEvent` of an element that completed: applied to the package's life-cycle by a participant. */
export interface LifecycleEventEmitted {
  type: 'LifecycleEventEmitted'
  elementId: string
  name: string
  atMs: number
}

/** A fact noted for the participants; `due`: something they wait for has been reached. */
export interface FactNoted {
  type: 'FactNoted'
  fact: string
  ref: string
  values: Variables
  atMs: number
}

/** `gov:document` of an element that completed, or a person's own request: a participant fixes content and number in the same commit. */
export interface DocumentRequested {
  type: 'DocumentRequested'
  /** The process itself (its id) when a person asked beside the flow. */
  elementId: string
  /** Template's name inside the package, e.g. `acceptance`. */
  template: string
  /** Register the number is taken from, e.g. `准予许可`; null = no 文书编号. */
  register: string | null
  atMs: number
}

/** A business rule task was decided by DMN: what came out, of which package version, and by which rules. */
export interface DecisionEvaluated {
  type: 'DecisionEvaluated'
  elementInstanceId: string
  elementId: string
  decisionId: string
  decisionName: string
  packageId: string | null
  /** The result under the variable that takes it, else under `decisionResult`. */
  values: Variables
  /** Tables and other decisions evaluated, required ones first, with the rules that matched. */
  steps: readonly DecidedStep[]
  atMs: number
}

export interface CallRequested {
  type: 'CallRequested'
  elementInstanceId: string
  elementId: string
  calledInstanceId: string
  calledDefinitionId: string
  /** Number taken from the instance's counter for the called instance's id. */
  callNumber: number
}

/** A message left the instance (the effect carries its content). */
export interface MessageThrown {
  type: 'MessageThrown'
  elementId: string
  elementInstanceId: string
  name: string
  correlationKey: string | null
}

/** A signal left the instance (the effect carries its content). */
export interface SignalThrown {
  type: 'SignalThrown'
  elementId: string
  elementInstanceId: string
  name: string
}

/** An escalation was thrown here, or came from a called instance. */
export interface EscalationThrown {
  type: 'EscalationThrown'
  elementId: string
  elementInstanceId: string
  code: string
  /** Event that catches it; null: nobody here does, a calling instance is told. */
  caughtBy: string | null
}

/** Tokens parked in a scope that goes on without them. */
export interface ParkedTokensDropped {
  type: 'ParkedTokensDropped'
  scopeId: string
}

/** A command that may not be lost came while the instance was suspended; it is carried out at the resume. */
export interface CommandDeferred {
  type: 'CommandDeferred'
  command: DeferredCommand
}

export interface InstanceCompleted {
  type: 'InstanceCompleted'
  atMs: number
}

export interface InstanceCancelled {
  type: 'InstanceCancelled'
  reason: string
  atMs: number
}

/** The instance stands still, or a second suspension was added to the first. */
export interface InstanceSuspended {
  type: 'InstanceSuspended'
  reason: string
  /** The calling instance was suspended; without it the suspension is the instance's own. */
  byCaller?: true
  atMs: number
}

/** One of two suspensions has ended; the instance stays suspended by the other. */
export interface SuspensionLifted {
  type: 'SuspensionLifted'
  /** The caller's has ended; without it the instance's own. */
  byCaller?: true
  atMs: number
}

export interface InstanceResumed {
  type: 'InstanceResumed'
  atMs: number
}

/** A closed union: each member has one function in `apply/`. */
export type Event =
  | WaitEvent
  | InstanceStarted
  | ElementActivated
  | TokenArrived
  | TokensGathered
  | ComplexGatewayStarted
  | MultiInstanceStarted
  | MultiInstanceCollected
  | InstanceEventsThrown
  | TokenParked
  | TokensUnparked
  | ElementCompleted
  | ElementTerminated
  | SequenceFlowTaken
  | TaskCreated
  | TaskAssigned
  | TaskClosed
  | VariablesMerged
  | LifecycleEventEmitted
  | DocumentRequested
  | FactNoted
  | DecisionEvaluated
  | CallRequested
  | MessageThrown
  | SignalThrown
  | EscalationThrown
  | ParkedTokensDropped
  | CommandDeferred
  | InstanceCompleted
  | InstanceCancelled
  | InstanceSuspended
  | SuspensionLifted
  | InstanceResumed
  | OperationEvent
  | InstanceMigrated
  | CompensationEvent
  | AdHocClosing

export type EventType = Event['type']
