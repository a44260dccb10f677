import type { AuditEntry } from '#engine/runtime/ports/account_stores'
import type { UserId } from '#engine/model/principal'
import type { Department, Person, Post } from '../records.js'
import type { SyncCounts, SyncReport } from './sync_report.js'

/** One try or one synchronisation, as it is kept. */
export interface SyncRun {
  id: string
  startedAtMs: number
  endedAtMs: number
  /** Null: the nightly one. */
  by: UserId | null
  outcome: 'tried' | 'applied' | 'unchanged' | 'stopped' | 'failed'
  /** Local date of a nightly run that came to an end: one a night. */
  night: string | null
  /** Digest of the changes: what is applied must be what was shown. */
  digest: string | null
  /** Why it stopped or failed, or what was said when the brake was let go. */
  reason: string | null
  counts: SyncCounts
  report: SyncReport
}

/** Everything a synchronisation writes, in one transaction or not at all. */
export interface SyncWrite {
  /** Of the organisation it was planned on. */
  expectedRevision: number
  departments: readonly Department[]
  people: readonly Person[]
  posts: readonly Post[]
  /** People whose sessions end with it. */
  closed: readonly UserId[]
  audit: readonly AuditEntry[]
  run: SyncRun
}

export interface DirectorySyncStore {
  /** False when the night has a run already. */
  add(run: SyncRun): Promise<boolean>
  /** `stale`: the organisation has changed meanwhile; `repeated`: the night has a run already. Nothing is written then. */
  apply(write: SyncWrite): Promise<'applied' | 'stale' | 'repeated'>
  /** Newest first, without their reports. */
  list(limit: number): Promise<Omit<SyncRun, 'report'>[]>
  find(id: string): Promise<SyncRun | null>
  hasNight(night: string): Promise<boolean>
  forgetBefore(atMs: number): Promise<void>
}
