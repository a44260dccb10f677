import type { InstanceStatus, TokenState } from '#engine/kernel/state'
import type { Caller, Variables } from '#engine/kernel/commands'
import type { SignPosition } from '#engine/kernel/operation_commands'
import type { UserId } from '#engine/model/principal'

/** One process instance as it lies in the database; `tokens` and `data` are parsed. */
export interface InstanceRow {
  id: string
  definitionId: string
  packageId: string
  /** BPMN process id. */
  definitionKey: string
  status: InstanceStatus
  /** Number of accepted commands. */
  revision: number
  stateVersion: number
  businessKey: string | null
  starter: UserId | null
  caller: Caller | null
  startedAtMs: number
  endedAtMs: number | null
  /** Hash of the last journal row. */
  headHash: string
  tokens: TokenState
  data: Variables
  title: string | null
  number: string | null
  applicant: string | null
  caseDueAtMs: number | null
  caseAmberAtMs: number | null
  /** The package version its start form lies in, where not the own one. */
  startFormPackageId: string | null
  /** Open incidents; counted by the queries, 0 while a command runs. */
  incidentCount: number
}

export type TaskState = 'open' | 'completed' | 'cancelled'

/** A person's work, with what the inbox shows of its instance copied beside it. */
export interface TaskRow {
  id: string
  instanceId: string
  definitionId: string
  definitionKey: string
  packageId: string
  elementId: string
  elementInstanceId: string
  name: string
  state: TaskState
  assignee: UserId | null
  /** Principals, as resolved at creation. */
  candidates: readonly string[]
  formKey: string | null
  /** The package version its form lies in, where not the own one: chosen when the task came into being. */
  formPackageId: string | null
  outcomes: readonly string[]
  priority: number
  createdAtMs: number
  dueAtMs: number | null
  amberAtMs: number | null
  /** Counts changes of the task itself: assignee, state, candidates; neither drafts nor siblings. */
  revision: number
  completedAtMs: number | null
  completedBy: UserId | null
  outcome: string | null
  opinion: string | null
  /** Copied from the instance. */
  title: string | null
  number: string | null
  applicant: string | null
  businessKey: string | null
  starter: UserId | null
  /** Whose it stays while the assignee works on it for him (委派). */
  owner: UserId | null
  /** Sub-tasks of 加签: the task they were added to, and where the signer stands. */
  parentTaskId: string | null
  signPosition: SignPosition | null
  /** 催办: the last time; null = never. */
  urgedAtMs: number | null
}

/** Automatic work waiting for a handler or an external worker. */
export interface JobRow {
  id: string
  instanceId: string
  elementId: string | null
  /** `follow-up` jobs come from participants and concern no token. */
  kind: 'builtin' | 'external' | 'follow-up'
  topic: string
  input: Variables
  retriesLeft: number
  retryCycle: string | null
  dueAtMs: number
  leaseOwner: string | null
  leaseUntilMs: number | null
  /** Rises with each lease: whoever holds an older one is refused. */
  fence: number
  /** `failed` = retries exhausted, an incident stands. */
  state: 'ready' | 'failed'
  createdAtMs: number
  /** Higher ones are fetched first. */
  priority: number
  elementInstanceId: string | null
  /** Of the last failure. */
  errorMessage: string | null
  errorDetails: string | null
}

/** A row of `due_items`: a model timer, what a participant waits for, or a legal clock. */
export interface DueItemRow {
  id: string
  instanceId: string
  /** `timer` for model timers, `watch` for what participants wait for; any other is a legal clock, for its light alone. */
  kind: string
  ref: string
  dueAtMs: number | null
  amberAtMs: number | null
  redAtMs: number | null
}

export interface IncidentRow {
  id: string
  instanceId: string
  definitionKey: string
  elementId: string | null
  jobId: string | null
  code: string
  message: string
  raisedAtMs: number
  resolvedAtMs: number | null
}

/** An instance waiting for a message or listening for a signal. */
export interface SubscriptionRow {
  id: string
  instanceId: string
  elementId: string
  name: string
  kind: 'message' | 'signal'
  correlationKey: string | null
}
