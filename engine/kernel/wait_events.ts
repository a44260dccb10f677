import type { Variables } from './commands.js'
import type { UserId } from '#engine/model/principal'
import type { IncidentStage } from './state.js'

export interface TimerArmed {
  type: 'TimerArmed'
  timerId: string
  elementId: string
  elementInstanceId: string
  /** `date` fires at the resume when it passed during a suspension; `span` (duration, cycle) goes on with its rest. */
  kind: 'date' | 'span'
  dueAtMs: number
  /** Further repetitions of a cycle after this one; null = without end. */
  repetitionsLeft: number | null
  /** Cycles whose body was an expression: what it gave, for the next repetitions. */
  body?: string
  /** Events with several definitions: which one. */
  definition?: number
}

export interface TimerDisarmed {
  type: 'TimerDisarmed'
  timerId: string
  /** `suspended` keeps the rest for the resume. */
  cause: 'fired' | 'cancelled' | 'suspended'
  /** `suspended` only: milliseconds it still had to run. */
  restMs?: number
}

export interface SubscriptionOpened {
  type: 'SubscriptionOpened'
  subscriptionId: string
  elementId: string
  elementInstanceId: string
  kind: 'message' | 'signal'
  name: string
  /** Messages only. */
  correlationKey: string | null
  /** Events with several definitions: which one. */
  definition?: number
}

/** An event that needs all of its definitions: one of them has happened. With none awaited any more the event itself has. */
export interface DefinitionHappened {
  type: 'DefinitionHappened'
  /** What waits for the event; the instance for an event sub-process of the process. */
  elementInstanceId: string
  elementId: string
  definition: number
  /** How many others have not happened yet. */
  awaited: number
}

/** A throw or end event with several definitions: one more has been thrown. */
export interface DefinitionThrown {
  type: 'DefinitionThrown'
  elementInstanceId: string
  elementId: string
  definition: number
}

export interface SubscriptionClosed {
  type: 'SubscriptionClosed'
  subscriptionId: string
}

/** Automatic work to be done outside the step (service task, send task with a topic). */
export interface JobCreated {
  type: 'JobCreated'
  jobId: string
  elementId: string
  elementInstanceId: string
  /** `external` is fetched by workers under `topic`; `builtin` is run by the server's own handler named by `topic`. */
  kind: 'external' | 'builtin'
  topic: string
  /** Input mapping's result, or the instance's variables when there is none. */
  input: Variables
  retries: number
  /** ISO-8601 retry cycle (`R3/PT5M`) or null for the default backoff. */
  retryCycle: string | null
  /** Higher ones are fetched first; absent = 0. */
  priority?: number
  atMs: number
}

export interface JobFailed {
  type: 'JobFailed'
  jobId: string
  message: string
  retriesLeft: number
  retryAtMs: number | null
  details?: string
}

/** Somebody gave the job tries anew; it is ready at once. */
export interface JobRetriesSet {
  type: 'JobRetriesSet'
  jobId: string
  retries: number
  atMs: number
}

export interface JobClosed {
  type: 'JobClosed'
  jobId: string
  cause: 'completed' | 'error' | 'cancelled'
}

/** The instance cannot go on at this place; everything else in it can. */
export interface IncidentRaised {
  type: 'IncidentRaised'
  incidentId: string
  /** e.g. NO_FLOW_TRUE, EXPRESSION_ERROR, JOB_FAILED, JOIN_CANNOT_COMPLETE, NO_CANDIDATE, STEP_BUDGET, UNCAUGHT_ERROR. */
  code: string
  elementId: string
  elementInstanceId: string | null
  jobId: string | null
  /** For people, in Chinese: what happened and what to do next. */
  message: string
  stage: IncidentStage
  atMs: number
}

export interface IncidentResolved {
  type: 'IncidentResolved'
  incidentId: string
  /** `skipped`: what it stopped is not done, by decision of a person. */
  cause: 'retried' | 'cancelled' | 'skipped'
  by?: UserId | null
  reason?: string
}

/** What an activation waits for, and how that ended: timers, subscriptions, jobs, incidents. */
export type WaitEvent =
  | TimerArmed
  | TimerDisarmed
  | SubscriptionOpened
  | SubscriptionClosed
  | DefinitionHappened
  | DefinitionThrown
  | JobCreated
  | JobFailed
  | JobRetriesSet
  | JobClosed
  | IncidentRaised
  | IncidentResolved
