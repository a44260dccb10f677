import type { AdHocCommand } from './ad_hoc_commands.js'
import type { OperationCommand } from './operation_commands.js'
import type { MigrateInstance } from './migration.js'
import type { Principal, UserId } from '#engine/model/principal'

/** JSON values by variable name. */
export type Variables = Record<string, unknown>

/** Where a called instance reports its end: the call activity's activation in the calling instance. */
export interface Caller {
  instanceId: string
  elementInstanceId: string
  /** 1 for an instance called by a root instance. */
  depth: number
}

/** Creates the instance and runs it to its first wait states. `startElementId` null = the process's none start event. */
export interface StartInstance {
  type: 'StartInstance'
  instanceId: string
  definitionId: string
  startElementId: string | null
  /** Written until 0.2.0: which definition of a start event that needs all has come; the instance then waits there for the others. */
  startDefinition?: number
  variables: Variables
  businessKey: string | null
  title: string | null
  starter: UserId | null
  caller: Caller | null
  /** The package version whose start form was handed in, where not the own one. */
  formPackageId?: string
  /** Started by a signal or a message of another instance: how many led to it, each thrown because of the one before. */
  chain?: number
}

/** 签收. `by` must be a candidate. Claiming one's own task again changes nothing. */
export interface ClaimTask {
  type: 'ClaimTask'
  taskId: string
  by: UserId
}

/** 退签. */
export interface ReleaseTask {
  type: 'ReleaseTask'
  taskId: string
  by: UserId
}

/** 转办: the assignee is replaced for good. */
export interface TransferTask {
  type: 'TransferTask'
  taskId: string
  by: UserId
  to: UserId
  opinion: string | null
  /** The server has found that `by` may transfer other people's work (督办、离职批量转办). */
  asSupervisor?: true
}

/**
 * 办理. `by` null = the system (conformance, rehearsal without people). An unclaimed task is claimed by its completer.
 * `data` are the values already validated and merged by the form rules; `removed` the fields hidden by a form condition.
 */
export interface CompleteTask {
  type: 'CompleteTask'
  taskId: string
  by: UserId | null
  outcome: string | null
  opinion: string | null
  data: Variables
  removed?: string[]
}

/** Delivers a message to one waiting subscription of this instance. */
export interface DeliverMessage {
  type: 'DeliverMessage'
  subscriptionId: string
  name: string
  variables: Variables
  /** How many messages and signals led to this one, each thrown because of the one before; absent from outside. */
  chain?: number
}

/** A signal reaches every subscription of this instance for it. */
export interface DeliverSignal {
  type: 'DeliverSignal'
  name: string
  variables: Variables
  /** Thrown by this very instance: only what it had subscribed to by then, by number. */
  until?: number
  /** How many signals and messages led to this one, each thrown because of the one before; absent from outside. */
  chain?: number
}

/** A called instance has thrown an escalation that nobody in it catches; it goes on meanwhile. */
export interface EscalateCall {
  type: 'EscalateCall'
  elementInstanceId: string
  code: string
  /** The called instance's own, for the call's output mappings. */
  variables: Variables
}

/** Continues one token that rests at a receive task or a catch event, whatever it waits for. */
export interface TriggerElement {
  type: 'TriggerElement'
  elementId: string
  variables: Variables
}

/** The clock has reached a timer's due instant. A timer that is no longer armed is rejected as NOT_FOUND. */
export interface FireTimer {
  type: 'FireTimer'
  timerId: string
}

/** The work of a service or send task was done. */
export interface CompleteJob {
  type: 'CompleteJob'
  jobId: string
  variables: Variables
  /** Values of the task's own scope: its output parameters see them, nobody after it does. */
  localVariables?: Variables
}

/** The work failed; with no retries left an incident is raised. `retryAtMs` is for the job row alone. */
export interface FailJob {
  type: 'FailJob'
  jobId: string
  message: string
  retriesLeft: number
  retryAtMs: number | null
  /** What an engineer reads: stack, answer of the other side. */
  details?: string
}

/** Tries a job gets from now on, at least one; one that had none left is tried again and its incident is over. */
export interface SetJobRetries {
  type: 'SetJobRetries'
  jobId: string
  retries: number
}

/** The work ended with a BPMN error, to be caught by a boundary event. */
export interface ThrowJobError {
  type: 'ThrowJobError'
  jobId: string
  code: string
  message: string | null
  variables: Variables
}

/** A called instance has ended. */
export interface CompleteCall {
  type: 'CompleteCall'
  elementInstanceId: string
  result:
    | { kind: 'completed'; variables: Variables }
    | { kind: 'error'; code: string; message: string | null; variables: Variables }
    | { kind: 'cancelled'; reason: string }
    | { kind: 'failed'; code: string; message: string }
}

export interface SetVariables {
  type: 'SetVariables'
  variables: Variables
}

/** A document asked for by a person beside the flow (另行出具). No token moves; a participant fixes it or refuses. */
export interface RequestDocument {
  type: 'RequestDocument'
  /** Template's name inside the package. */
  template: string
}

/**
 * Something that has come to be, told to the participants of an instance in whatever status: a limit of theirs has been reached (`due`, sent by
 * the clock), a supervisor has said something. No token moves.
 */
export interface NoteFact {
  type: 'NoteFact'
  fact: string
  /** What it is about, in the participant's own words. */
  ref: string
  values: Variables
}

/** 挂起, called instances too. */
export interface SuspendInstance {
  type: 'SuspendInstance'
  reason: string
  /** Sent by the calling instance, which was suspended itself; a suspension of its own stands beside it. */
  byCaller?: true
}

/** 激活. An instance goes on when neither its own suspension nor its caller's stands any more. */
export interface ResumeInstance {
  type: 'ResumeInstance'
  byCaller?: true
}

/** 终止. */
export interface CancelInstance {
  type: 'CancelInstance'
  reason: string
}

/** Tries again what the incident stopped. */
export interface RetryIncident {
  type: 'RetryIncident'
  incidentId: string
}

/** What can be asked of one process instance. A closed union: each member has one handler in the kernel. */
export type Command =
  | StartInstance
  | ClaimTask
  | ReleaseTask
  | TransferTask
  | CompleteTask
  | DeliverMessage
  | DeliverSignal
  | EscalateCall
  | TriggerElement
  | FireTimer
  | CompleteJob
  | FailJob
  | ThrowJobError
  | SetJobRetries
  | CompleteCall
  | SetVariables
  | RequestDocument
  | NoteFact
  | SuspendInstance
  | ResumeInstance
  | CancelInstance
  | RetryIncident
  | OperationCommand
  | AdHocCommand
  | MigrateInstance

export type CommandType = Command['type']

/** What happened outside while an instance was suspended and may not be lost: kept, and carried out at the resume. */
export type DeferredCommand = CompleteCall | CompleteJob | FailJob | ThrowJobError | DeliverMessage | DeliverSignal | EscalateCall

/** Candidate lists as commands and events carry them. */
export type Candidates = readonly Principal[]
