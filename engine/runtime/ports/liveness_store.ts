import type { InstanceRow } from './rows.js'

/** What lies in the tables for one running instance, by id. */
export interface LivenessRows {
  /** Open tasks with their assignee. */
  tasks: ReadonlyMap<string, string | null>
  timers: ReadonlySet<string>
  subscriptions: ReadonlySet<string>
  /** Without those of participants, which concern no token. */
  jobs: ReadonlySet<string>
  /** Open ones, without those of participants' jobs. */
  incidents: ReadonlySet<string>
  /** Instances that this one called, and whether each is still running. */
  called: ReadonlyMap<string, boolean>
  /** A command for this instance, or one that it sent, waits to be taken. */
  hasCommands: boolean
}

/** A row that belongs to no running instance. */
export interface StrayRow {
  kind: 'task' | 'timer' | 'subscription' | 'job' | 'incident'
  id: string
  instanceId: string
}

/** Something that stands where it cannot go on, or lies about without an owner. */
export interface LivenessFinding {
  instanceId: string
  code: LivenessCode
  /** Id of the row or activation, or what the kernel's own check says. */
  detail: string
}

export type LivenessCode =
  | 'STATE_UNSOUND' | 'TASK_MISSING' | 'TASK_STRAY' | 'TASK_DIFFERS' | 'TIMER_MISSING' | 'TIMER_STRAY' | 'SUBSCRIPTION_MISSING'
  | 'SUBSCRIPTION_STRAY' | 'JOB_MISSING' | 'JOB_STRAY' | 'INCIDENT_MISSING' | 'INCIDENT_STRAY' | 'CALL_LOST'

export interface LivenessRun {
  startedAtMs: number
  endedAtMs: number
  instances: number
  /** All of them, also those too many to be kept. */
  findingCount: number
}

export interface LivenessStore {
  /** Running instances in order of id. */
  running(after: string | null, limit: number): Promise<InstanceRow[]>
  /** Null when it does not run (any more). */
  runningOne(instanceId: string): Promise<InstanceRow | null>
  rowsOf(instanceIds: readonly string[]): Promise<Map<string, LivenessRows>>
  /** Rows whose instance has ended or is not there. */
  strays(): AsyncIterable<StrayRow>
  /** The last run replaces the one before. */
  save(run: LivenessRun, findings: readonly LivenessFinding[]): Promise<void>
  last(): Promise<{ run: LivenessRun; findings: LivenessFinding[] } | null>
}
