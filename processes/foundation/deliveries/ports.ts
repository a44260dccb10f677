import type { CorrectFact } from '../events/record_emergency.js'
import type { Delivery, DeliveryStatus } from './delivery.js'
import type { FactKind } from './fact.js'
import type { LedgerEntry, Receipt, SettingsProblem, TargetSettings } from './target.js'

/** Lists of deliveries for pages: newest first. */
export interface DeliveryQueries {
  list(filter: DeliveryFilter, after: string | null, limit: number): Promise<DeliveryPage>
  find(id: string): Promise<Delivery | null>
  /** What is not settled, per target and status; each counted as far as `MOST_COUNTED`. */
  counts(): Promise<readonly DeliveryCount[]>
  /** Rejected or dead ones, per target that has any. */
  stuck(): Promise<readonly StuckBatch[]>
}

export interface DeliveryFilter {
  target?: string
  statuses?: readonly DeliveryStatus[]
  kinds?: readonly FactKind[]
  caseKey?: string
  orderKey?: string
  /** Beginning of 办件编号 or 事件编号. */
  number?: string
  /** By when the row was made: from, inclusive; to, exclusive. */
  fromMs?: number
  toMs?: number
}

export interface DeliveryPage {
  deliveries: readonly Delivery[]
  /** Give as `after` for the next page; null = this was the last. */
  next: string | null
}

/** As far as deliveries are counted: a backlog of a million is not read to say so. */
export const MOST_COUNTED = 10_000

export interface DeliveryCount {
  target: string
  status: DeliveryStatus
  /** `MOST_COUNTED` = that many or more. */
  count: number
  /** Of those counted, which are the first to fall due. */
  oldestMs: number
}

export interface StuckBatch {
  target: string
  count: number
  /** There are more than `count`. */
  isMore: boolean
  /** The one that has stood longest. */
  oldestId: string
}

/** What people do with deliveries. Each answers with words for the one who asked when it cannot be done. */
export interface DeliveryDesk {
  /** One that holds back what follows (`mayBeSkipped`): the rest of its key goes on without it. */
  skip(id: string, by: string, reason: string): Promise<DeskAnswer>
  /** Rejected or dead: once more as it is, from the first attempt. */
  retry(id: string, by: string): Promise<DeskAnswer>
  /** Rejected or dead: the fact is read off the case again and takes its place, by today's mapping, under a new id. */
  resendCorrected(id: string, by: string): Promise<DeskAnswer>
  /**
   * 更正 of a report by who made it: what its targets refused, gave up or have not been sent yet is told as it is recorded now. What was taken stays:
   * that is put right by the next report. Answers how many were replaced.
   */
  correct(of: CorrectFact): Promise<{ count: number }>
  /** Every one in the range that is rejected or dead, once more as it is; `again` also those that were accepted. At most 10,000 at once. */
  resendRange(range: DeliveryFilter & { target: string; again?: boolean }, by: string): Promise<{ count: number }>
  /** Facts of cases received in the range that the target has never been told: for a target that was added later. */
  tellRange(range: { target: string; fromMs: number; toMs: number }, by: string): Promise<{ count: number }>
  /**
   * A verdict that came by itself, by our id or the number the other side gave. The same twice, or one that is overtaken, changes nothing; one for
   * a delivery that does not exist is `unknown`.
   */
  receiveReceipt(target: string, of: { messageId: string } | { upperId: string }, receipt: Receipt): Promise<'taken' | 'unchanged' | 'unknown'>
}

/** What letting one go brings about. */
export interface SkipPreview {
  delivery: Delivery
  isPossible: boolean
  /** It was sent, or tried: the other side may have it. */
  mayHaveArrived: boolean
  /** What goes out then, in order; the last may stand still itself, for this reason. */
  next: readonly { delivery: Delivery; standsFor: string | null }[]
  /** Those behind the last one shown. */
  later: number
}

export type DeskAnswer = { ok: true; delivery: Delivery } | { ok: false; message: string }

/** A target as it is stored: secrets sealed, shown to nobody. */
export interface StoredTarget {
  id: string
  version: number
  /** Without secrets. */
  settings: Omit<TargetSettings, 'secret' | 'bodyKey'>
  hasSecret: boolean
  hasBodyKey: boolean
  changedBy: string
  changedAtMs: number
  note: string
}

/** Settings as a page hands them in; `secret` or `bodyKey` absent = as before. */
export type TargetDraft = Omit<TargetSettings, 'secret' | 'bodyKey'> & { secret?: string; bodyKey?: string | null }

export interface TargetBook {
  /** In order of id. */
  list(): Promise<readonly StoredTarget[]>
  /** Every version, newest first. */
  history(id: string): Promise<readonly StoredTarget[]>
  /** Checked by its kind. `expectedVersion` 0 = it is new; another than the stored one is `conflict`. */
  save(draft: TargetDraft, expectedVersion: number, by: string, note: string): Promise<SaveTargetAnswer>
}

export type SaveTargetAnswer = { kind: 'saved'; target: StoredTarget } | { kind: 'invalid'; problems: readonly SettingsProblem[] } | { kind: 'conflict' }

/** How a target is doing at this moment. */
export interface TargetHealth {
  target: string
  circuit: 'closed' | 'open' | 'half_open'
  /** Of an open circuit: when it is tried again. */
  retryAtMs: number | null
  failures: number
  lastError: string | null
  lastSuccessAtMs: number | null
}

/** 对账 of one target and day. */
export interface Reconciliation {
  target: string
  /** Local day, `2026-11-22`. */
  date: string
  takenAtMs: number
  by: string
  /** Per kind of fact. */
  counts: readonly { kind: FactKind; ours: number; theirs: number }[]
  differences: readonly Difference[]
}

export type Difference =
  /** Accepted here, unknown there. */
  | { kind: 'missing_above'; delivery: string; fact: FactKind; number: string; ours: DeliveryStatus }
  /** Known there, and none of ours. */
  | { kind: 'missing_here'; entry: LedgerEntry }
  | { kind: 'status_differs'; delivery: string; fact: FactKind; number: string; ours: DeliveryStatus; theirs: LedgerEntry['status'] }

export interface ReconciliationDesk {
  /** Asks the target and stores what it says; again for the same day replaces it. */
  run(target: string, date: string, by: string): Promise<{ ok: true; reconciliation: Reconciliation } | { ok: false; message: string }>
  list(target: string | null, limit: number): Promise<readonly Reconciliation[]>
  find(target: string, date: string): Promise<Reconciliation | null>
  /** Sends again what is missing above, and takes over verdicts that differ. */
  settle(target: string, date: string, by: string): Promise<{ resent: number; corrected: number }>
  pdf(target: string, date: string): Promise<Uint8Array | null>
}
