import type { Command } from '#engine/kernel/commands'
import type { BroadcastSignal, PublishMessage } from '#engine/kernel/effects'
import type { DueItemRow, JobRow } from './rows.js'

/** Key of a command sent by an instance to another: taken once. */
export interface InstanceCommandKey {
  sourceInstanceId: string
  sourceSeq: number
  position: number
}

export interface InstanceCommandRow extends InstanceCommandKey {
  /** Null for a message not correlated and a signal not handed out yet. */
  instanceId: string | null
  command: Command | PublishMessage | BroadcastSignal
  createdAtMs: number
}

/** A command whose handling threw. */
export interface FailedCommand extends InstanceCommandKey {
  attempts: number
  /** Null: parked; it stays where it is until somebody releases it. */
  retryAtMs: number | null
  error: string
}

/** What workers claim. Claims are disjoint between nodes (SKIP LOCKED on MySQL) and expire, so a killed node's work is taken over. */
export interface WorkStore {
  /** Model timers, and what participants wait for, due at `nowMs`, earliest first, leased until `leaseUntilMs`. */
  claimDueTimers(input: { nowMs: number; limit: number; owner: string; leaseUntilMs: number }): Promise<DueItemRow[]>
  /** Frees what a killed process had claimed, where there can be no other one: built-in jobs and timers. */
  forgetClaims(): Promise<void>
  /** Ready jobs of these topics whose time has come; each claim raises the job's fence. */
  claimJobs(input: { topics: readonly string[]; nowMs: number; limit: number; owner: string; leaseUntilMs: number }): Promise<JobRow[]>
  /** Ends a follow-up job; false when the fence is no longer the holder's. */
  finishJob(jobId: string, fence: number): Promise<boolean>
  /** Gives a claimed job back untouched; false when the fence is no longer the holder's. */
  releaseJob(jobId: string, fence: number): Promise<boolean>
  /** Puts a failed follow-up job back, or marks it failed with an incident when no retries are left. */
  failJob(input: { jobId: string; fence: number; retriesLeft: number; retryAtMs: number; message: string; nowMs: number }): Promise<boolean>
  /** A failed follow-up job made ready again, its incident resolved; false, and nothing changed, when the incident was resolved before. */
  retryJob(input: { jobId: string; incidentId: string; retries: number; nowMs: number }): Promise<boolean>
  /** Commands not taken up since `olderThanMs`: what a killed process left. Those that failed are passed over until their next try. */
  leftInstanceCommands(input: { olderThanMs: number; limit: number; nowMs: number }): Promise<InstanceCommandRow[]>
  /** Notes that handling a command threw once more: `next` says from the number of failures when it is tried again; answers what was noted. */
  noteFailedCommand(key: InstanceCommandKey, error: string, next: (attempts: number) => number | null): Promise<FailedCommand>
  /** Parked commands are tried again from the start; answers how many. */
  releaseParkedCommands(): Promise<number>
  /** Earliest instant a timer, start timer or job falls due, or null. */
  nextDueMs(): Promise<number | null>
  /** Forgets idempotency rows older than this, logins and counters that ended before it, and failures of commands that went well later. */
  removeStaleAnswers(beforeMs: number): Promise<number>
}
