import type { InstanceStatus } from '#engine/kernel/state'
import type { Page, PageRequest } from './paging.js'
import type { JobRow } from './rows.js'
import type { InstanceCommandKey } from './work_store.js'

/** How many instances of a version are in a state, those of the archive aside. */
export interface InstanceCount {
  definitionId: string
  status: InstanceStatus
  count: number
}

/** What waits, and what stands still, over all nodes. */
export interface OperationFigures {
  instances: readonly InstanceCount[]
  archived: number
  openIncidents: number
  jobs: readonly { kind: JobRow['kind']; state: JobRow['state']; count: number }[]
  timers: number
  /** Timers whose time has come, and the earliest of them. */
  overdueTimers: number
  earliestDueAtMs: number | null
  /** Commands for other instances on their way; of them those that failed, and those that are tried no more. */
  sentCommands: number
  failingCommands: number
  parkedCommands: number
  /** Heads in no checkpoint yet. */
  awaitingCheckpoint: number
}

/** A command for another instance whose handling threw. */
export interface FailedCommandRow extends InstanceCommandKey {
  /** Null for a message not correlated yet. */
  instanceId: string | null
  /** Type of the command. */
  type: string
  createdAtMs: number
  attempts: number
  /** Null: parked. */
  retryAtMs: number | null
  error: string
}

/** A trigger of a start event that needs several: held until the others have come. */
export interface HeldTriggerRow {
  id: string
  /** `<definition key>/<start event>` */
  place: string
  /** `<n>:<message | signal | timer | conditional>:<name>`, the n-th definition of the event. */
  triggerName: string
  arrivedAtMs: number
}

/** How long people's tasks took, over all instances of a version that began in a period, finished and archived ones among them. */
export interface TaskTimes {
  instances: number
  elements: readonly {
    elementId: string
    /** Open tasks. */
    waiting: number
    /** Of completed ones, shortest first; rounded to minutes beyond two minutes, to half hours beyond two hours, to half days beyond two days. */
    durations: readonly { seconds: number; count: number }[]
  }[]
}

export interface OperationsQueries {
  taskTimes(filter: { definitionId: string; definitionKey: string; fromMs: number; beforeMs: number }): Promise<TaskTimes>
  figures(nowMs: number): Promise<OperationFigures>
  /** By due instant, earliest first. */
  jobs(state: JobRow['state'], page: PageRequest): Promise<Page<JobRow>>
  failedCommands(page: PageRequest): Promise<Page<FailedCommandRow>>
  /** One failed command is due at once; false when it is not there (any more). */
  releaseCommand(key: InstanceCommandKey): Promise<boolean>
  /** Oldest first. */
  heldTriggers(page: PageRequest): Promise<Page<HeldTriggerRow>>
  /** One held trigger is given up and starts nothing any more; null when it is not there (any more). */
  dropHeldTrigger(id: string): Promise<HeldTriggerRow | null>
}
