import type { BusinessRow, OutboxRow, RowChange, RowKey } from '#engine/runtime/participant'
import type { Delivery, DeliveryStatus } from './delivery.js'
import type { DeliveryFilter, DeliveryQueries, Reconciliation, TargetHealth } from './ports.js'
import type { TargetSettings } from './target.js'

/** A delivery in somebody's hands; `fence` rises with every change of hands. */
export interface HeldDelivery extends Delivery {
  fence: number
}

/** What may change of a delivery. */
export type DeliveryChange = Partial<
  Pick<Delivery, 'status' | 'attempts' | 'nextAttemptAtMs' | 'code' | 'reason' | 'upperId' | 'receipt' | 'message' | 'history' | 'sentAtMs' | 'settledAtMs'>
>

export interface DeliveryClaim {
  target: string
  owner: string
  nowMs: number
  leaseUntilMs: number
  limit: number
}

/** A change that a person or a receipt makes, and a row that takes the place of this one. */
export interface DeskChange {
  change: DeliveryChange
  /** The next edition at the same place. */
  replacement?: { fact: unknown; schemaVersion: number; mappingVersion: string }
}

/** What the dispatcher and the people at the desk ask of storage. Each method is one transaction. */
export interface DeliveryStore extends DeliveryQueries {
  /**
   * Writes results of what was held (those that somebody else has taken meanwhile change nothing), then takes up to `limit` deliveries whose time has
   * come: of each key the first that is not settled, as `sending`, and those `sent` whose verdict is to be asked for, as they are. One that was
   * held by a process that died comes back when its lease has run out.
   */
  turn(results: readonly { held: HeldDelivery; change: DeliveryChange }[], claim: DeliveryClaim | null): Promise<HeldDelivery[]>
  /** When the next of a target falls due; null = nothing waits. */
  nextDueMs(target: string): Promise<number | null>
  /** One row under lock; `decide` answers null to leave it. Null = there is none. */
  change(of: { id: string } | { target: string; upperId: string }, nowMs: number, decide: (row: HeldDelivery) => DeskChange | null): Promise<Delivery | null>
  /** Ids of a filter, oldest first. */
  idsOf(filter: DeliveryFilter, limit: number): Promise<readonly string[]>
  /** `change` of many, in one transaction; answers how many were. */
  changeAll(ids: readonly string[], nowMs: number, decide: (row: HeldDelivery) => DeskChange | null): Promise<number>
  /** Accepted, confirmed, rejected or still without verdict, by the day they were sent. */
  sentBetween(target: string, fromMs: number, toMs: number): Promise<readonly Delivery[]>
  byIds(ids: readonly string[]): Promise<readonly Delivery[]>
  /** Removes up to `limit` that were settled before; answers how many. */
  forgetSettled(beforeMs: number, limit: number): Promise<number>
  /**
   * Facts beside a process step: `decide` is called with what it asked for, locked, until it asks for nothing more; its rows are written then.
   */
  tell(nowMs: number, decide: (rows: ReadonlyMap<string, BusinessRow | null>) => { wanted: readonly RowKey[] } | { changes: readonly RowChange[]; deliveries: readonly OutboxRow[] }): Promise<number>
}

/** One version of a target's settings; secrets sealed. */
export interface TargetVersion {
  id: string
  version: number
  settings: Omit<TargetSettings, 'secret' | 'bodyKey'>
  secret: string | null
  bodyKey: string | null
  changedBy: string
  changedAtMs: number
  note: string
}

export interface TargetStore {
  revision(): Promise<number>
  /** The last version of each. */
  load(): Promise<readonly TargetVersion[]>
  history(id: string): Promise<readonly TargetVersion[]>
  /** False when that version is there already. */
  add(version: TargetVersion): Promise<boolean>
  health(): Promise<readonly TargetHealth[]>
  putHealth(health: TargetHealth): Promise<void>
}

export interface ReconciliationStore {
  put(reconciliation: Reconciliation): Promise<void>
  find(target: string, date: string): Promise<Reconciliation | null>
  /** Newest day first. */
  list(target: string | null, limit: number): Promise<readonly Reconciliation[]>
}

/** Statuses of something that the other side has, or may have. */
export const SENT_STATUSES: readonly DeliveryStatus[] = ['sent', 'accepted', 'confirmed', 'rejected']
