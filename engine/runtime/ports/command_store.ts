import type { Journal } from '#engine/kernel/walk/journal'
import type { BusinessRow, RowChange, RowKey } from '../participant.js'
import type { AttachmentRow } from './attachment_store.js'
import type { InstanceRow, SubscriptionRow, TaskRow } from './rows.js'
import type { StartTimerRow } from './package_store.js'
import type { InstanceCommandKey, InstanceCommandRow } from './work_store.js'

/** A column value as it goes to the database; JSON columns travel as text. */
export type Scalar = string | number | null

/** A row by property name (`dueAtMs`); storage knows the column (`due_at_ms`). */
export type ScalarRow = Readonly<Record<string, Scalar>>

/** Rows with the same columns, found by equality on the columns `by`, the others set. */
export interface TableUpdate {
  by: readonly string[]
  rows: readonly ScalarRow[]
}

/** What one group writes into one table: each list becomes one multi-row statement. */
export interface TableWrites {
  table: string
  /** New rows; one that exists already is an error of the group. */
  inserts: readonly ScalarRow[]
  /** Inserted, or replacing the row of the same key. */
  puts: readonly ScalarRow[]
  /** Each list has one set of columns. */
  updates: readonly TableUpdate[]
  /** Equality on every column given; rows of one list have the same columns. */
  deletes: readonly (readonly ScalarRow[])[]
}

/** An instance locked for this group. `row` is null when the caller's known revision is still right. */
export interface LockedInstance {
  id: string
  revision: number
  row: InstanceRow | null
}

/** A first answer kept for 24 h: enough to give it again, its events read from the journal. */
export interface StoredAnswerRow {
  id: string
  bodyHash: string
  /** JSON of the answer without events; for an accepted command `{instanceId, revision}` names the journal row. */
  answer: string
  createdAtMs: number
}

/** An instance as the caller knows it. */
export interface ExpectedInstance {
  id: string
  revision: number
}

/** Last claim of a job. */
export interface JobHolder {
  owner: string | null
  fence: number
}

/** A trigger held for a start event that needs several. */
export interface StartTriggerRow {
  id: string
  /** Process and start event; the same in every version. */
  place: string
  triggerName: string
  correlationKey: string | null
  businessKey: string | null
  /** Who sent it, where a person did. */
  starter: string | null
  /** JSON. */
  variables: string
  arrivedAtMs: number
}

/** One open transaction of the bus. Reads lock what they read until the end. */
export interface CommandTransaction {
  storedAnswers(ids: readonly string[]): Promise<Map<string, StoredAnswerRow>>
  /** Which of these commands have not been taken yet. */
  untaken(keys: readonly InstanceCommandKey[]): Promise<Set<string>>
  /** In id order. Missing ones are absent from the answer. */
  lockInstances(ids: readonly string[], knownRevision: (id: string) => number | undefined): Promise<Map<string, LockedInstance>>
  /**
   * Locks these in id order, and makes the transaction reject (`isStale`) when one of them is gone or at another revision. May travel with
   * the commit, and reject there.
   */
  expectInstances(expected: readonly ExpectedInstance[]): Promise<void>
  /** Finished instances that were archived are live again from here on; answers which of these. */
  restoreArchived(ids: readonly string[]): Promise<string[]>
  /** By task id; not locked, since the instance is. */
  tasks(ids: readonly string[]): Promise<Map<string, TaskRow>>
  /** Who holds these jobs now; one that is gone is absent. */
  jobHolders(ids: readonly string[]): Promise<Map<string, JobHolder>>
  attachments(ids: readonly string[]): Promise<Map<string, AttachmentRow>>
  /** What an instance has gone through until now; not locked, since the instance is. */
  journal(instanceId: string): Promise<Journal>
  /** People who have saved a draft of these tasks, by task. */
  drafts(taskIds: readonly string[]): Promise<Map<string, readonly string[]>>
  /**
   * In key order; a missing row is null. An absent row may not be lockable: when this transaction puts it and another has made it in
   * the meantime, the write rejects as a duplicate.
   */
  lockBusinessRows(keys: readonly RowKey[]): Promise<Map<string, BusinessRow | null>>
  /** A command not taken yet, as it lies there now; null when it has been taken. */
  lockInstanceCommand(key: InstanceCommandKey): Promise<InstanceCommandRow | null>
  /** Instances that listen for a signal, in order of id after the one given. */
  signalListeners(name: string, afterInstanceId: string, limit: number): Promise<string[]>
  /** Timer start events due at `nowMs`, earliest first; those that another node is firing are left out. */
  dueStartTimers(nowMs: number, limit: number): Promise<StartTimerRow[]>
  /**
   * What a start event holds that needs several triggers, of each of these the oldest, in order of arrival; with a key, what has that key or
   * none. Two nodes do not hold or take at one place at once: `isNew` when there is no row yet to lock the place by (`lockRow` makes it).
   */
  heldTriggers(place: string, triggers: readonly string[], key: string | null): Promise<{ isNew: boolean; held: StartTriggerRow[] }>
  /** Of these places of conditional start events, the condition that held there when it was told last; one that did not is left out. */
  heldConditions(places: readonly string[]): Promise<Map<string, string>>
  /** Waiting for a message of this name and key; without a key only those that ask for none. */
  subscriptions(name: string, correlationKey: string | null, businessKey: string | null): Promise<SubscriptionRow[]>
  /** May travel with the commit, and reject there. */
  write(writes: readonly TableWrites[], businessRows: readonly RowChange[]): Promise<void>
  /** What was written is in the database, though not durable: for tests of the moment before the commit. */
  flush(): Promise<void>
}

/** The bus's door to the database. */
export interface CommandStore {
  /** Transactions of this process that do work at the same time; 1 where they wait for each other. */
  readonly atOnce: number
  /**
   * Runs `work` in one durable transaction: commits when it resolves, rolls back when it rejects. On SQLite all writers of the
   * process wait for each other here.
   */
  transaction<T>(work: (transaction: CommandTransaction) => Promise<T>): Promise<T>
  /** Whether running the same work again may succeed: deadlock, lock wait, cluster not ready, busy. */
  isTransient(error: unknown): boolean
  /** Whether a row was there already. */
  isDuplicate(error: unknown): boolean
  /** Whether an instance was not as `expectInstances` was told. */
  isStale(error: unknown): boolean
  /** Whether the database went away in the middle: what was under way may be durable or not. */
  isUncertain(error: unknown): boolean
}

/** Key of an untaken command as text. */
export const instanceCommandKeyText = (key: InstanceCommandKey): string => `${key.sourceInstanceId}:${key.sourceSeq}:${key.position}`
