import type { Variables } from '#engine/kernel/commands'
import type { InstanceStatus } from '#engine/kernel/state'
import type { JobHold } from '../command_envelope.js'
import type { JobRow } from './rows.js'

/** Which jobs of a topic a worker asks for; what is left out does not matter. */
export interface TopicRequest {
  topic: string
  lockMs: number
  businessKey?: string
  definitionKeys?: readonly string[]
  definitionIds?: readonly string[]
  /** Values that the instance's variables have. */
  processVariables?: Variables
}

/** A job for a worker outside, with what it tells of its instance. */
export interface ExternalJob extends JobRow {
  definitionId: string
  definitionKey: string
  businessKey: string | null
  instanceStatus: InstanceStatus
  /** Variables of the process; only where asked for. */
  data: Variables | null
}

export interface ClaimRequest {
  topics: readonly TopicRequest[]
  limit: number
  owner: string
  nowMs: number
  /** By the time of making instead of priority. */
  byAge?: 'oldest' | 'newest'
}

/** Filters of the list; every one given has to fit. */
export interface ExternalJobFilter {
  /** Null = every topic. */
  topics: readonly string[] | null
  nowMs: number
  ids?: readonly string[]
  topic?: string
  /** Whole owner text of the lock. */
  owner?: string
  isLocked?: boolean
  hasRetriesLeft?: boolean
  lockedAfterMs?: number
  lockedBeforeMs?: number
  instanceIds?: readonly string[]
  elementIds?: readonly string[]
  definitionId?: string
  isSuspended?: boolean
  lowestPriority?: number
  highestPriority?: number
}

export type ExternalJobSort = 'id' | 'lockExpirationTime' | 'processInstanceId' | 'processDefinitionId' | 'processDefinitionKey' | 'taskPriority' | 'createTime'

/** Outcome of a change to a lock: `lost` = held by somebody else or by nobody, `expired` = run out, `gone` = no such job. */
export type LockChange = 'done' | 'lost' | 'expired' | 'gone'

/**
 * Jobs that workers outside fetch. Claims are disjoint (SKIP LOCKED on MySQL), expire, and each raises the job's fence; what a
 * suspended instance asks for is not given out.
 */
export interface ExternalJobStore {
  /** Locked for the owner, by priority, then age. Their `data` are the process's variables. */
  claim(request: ClaimRequest): Promise<ExternalJob[]>
  find(jobId: string): Promise<ExternalJob | null>
  list(filter: ExternalJobFilter, order: readonly { by: ExternalJobSort; isDescending: boolean }[], page: { first: number; limit: number }): Promise<ExternalJob[]>
  count(filter: ExternalJobFilter): Promise<number>
  /** Takes one job that nobody holds. */
  lock(jobId: string, owner: string, nowMs: number, untilMs: number): Promise<LockChange>
  /** The same lock for longer; one that ran out is not brought back. */
  extend(hold: JobHold, nowMs: number, untilMs: number): Promise<LockChange>
  /** Gives a job back; with a hold only when it is still the holder's. */
  release(jobId: string, hold: JobHold | null): Promise<LockChange>
  setPriority(jobId: string, priority: number): Promise<boolean>
}
