import type { QueuedFacts } from '#engine/runtime/ports/people_fact'
import type { NoticeRow } from './notice.js'
import type { NoticePreferences } from './preferences.js'
import type { SendBatch, SendRow } from './send.js'

/** An open task as far as it is told of. */
export interface NoticeTask {
  id: string
  instanceId: string
  packageId: string
  definitionKey: string
  name: string
  assignee: string | null
  candidates: readonly string[]
  number: string | null
  title: string | null
  dueAtMs: number | null
  amberAtMs: number | null
  isDrill: boolean
}

/** A limit of an open task that will have to be told of. */
export interface NoticeLimit {
  kind: 'amber' | 'overdue'
  taskId: string
  atMs: number
}

/** What has been thought over: all of it is written, or nothing, and the queue goes on behind it. */
export interface Settled {
  /** Rows of the queue that are done. */
  seqs: readonly number[]
  limitsDone: readonly NoticeLimit[]
  notices: readonly NoticeRow[]
  sends: readonly SendRow[]
  limits: readonly NoticeLimit[]
}

export interface NoticeStore {
  /** The oldest rows of the queue. */
  queued(limit: number): Promise<QueuedFacts[]>
  dueLimits(nowMs: number, limit: number): Promise<NoticeLimit[]>
  /** Those of these tasks that are still open. */
  openTasks(taskIds: readonly string[]): Promise<ReadonlyMap<string, NoticeTask>>
  /** Leaves out who knows a fact already. Answers the people who have something new. */
  settle(settled: Settled): Promise<string[]>

  list(userId: string, filter: { unreadOnly: boolean; before: string | null; limit: number }): Promise<NoticeRow[]>
  /** Counted up to 100. */
  countUnread(userId: string): Promise<number>
  /** null = all of them. */
  markRead(userId: string, ids: readonly string[] | null, atMs: number): Promise<void>

  preferences(userIds: readonly string[]): Promise<ReadonlyMap<string, NoticePreferences>>
  savePreferences(userId: string, preferences: NoticePreferences): Promise<void>

  /** Whether a message may go out now. */
  hasSends(nowMs: number): Promise<boolean>
  /**
   * The next message that may go out, taken for `leaseMs`: with it what of its receiver has not been tried and may go out within `gatherMs`, urgent
   * with urgent and the rest with the rest. A message tried before keeps its rows and its id. null = none.
   */
  claim(input: { nowMs: number; leaseMs: number; gatherMs: number; newId: () => string; most: number }): Promise<SendBatch | null>
  sent(batchId: string, atMs: number): Promise<void>
  failed(batchId: string, failure: { reason: string; nextAtMs: number | null; atMs: number }): Promise<void>
  /** Newest first. */
  listSends(filter: { state: SendRow['state'] | null; limit: number }): Promise<SendRow[]>
  /** Dead ones go out again; answers how many. */
  sendAgain(ids: readonly string[], nowMs: number): Promise<number>

  /** Read notices and ended sends older than this go. */
  forgetBefore(atMs: number): Promise<void>
}
