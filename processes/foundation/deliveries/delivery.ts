import type { AnyFact, FactKind } from './fact.js'
import type { OutboundMessage } from './target.js'

/**
 * `waiting` to be sent, `sending` under a lease, `sent` and without verdict; `accepted` by the other side, `confirmed` by it for good; `rejected` by
 * it, `dead` after all attempts: both hold back what follows of their own key; `skipped` by a person, or replaced by a corrected one: nothing waits
 * for it any more, and should the other side have it after all, its verdict is noted.
 */
export type DeliveryStatus = 'waiting' | 'sending' | 'sent' | 'accepted' | 'confirmed' | 'rejected' | 'dead' | 'skipped'

/** Later ones of the same key wait for these. */
export const HOLDING: readonly DeliveryStatus[] = ['waiting', 'sending', 'sent', 'rejected', 'dead']

/** A fact on its way to one target. */
export interface Delivery {
  /** The other side's idempotency key: the same at each attempt. */
  id: string
  target: string
  orderKey: string
  /** Position among the facts of its key. */
  seq: number
  /** 0 = the first telling; each correction takes the same place with the next number. */
  edition: number
  kind: FactKind
  schemaVersion: number
  mappingVersion: string
  caseKey: string
  number: string
  business: string | null
  fact: AnyFact
  status: DeliveryStatus
  attempts: number
  nextAttemptAtMs: number
  /** Last failure or refusal, for people. */
  reason: string | null
  code: string | null
  upperId: string | null
  /** Last receipt as it came. */
  receipt: unknown
  /** As it was sent last, or would be: null before the first attempt. */
  message: OutboundMessage | null
  /** What was done with it, oldest first; the last 30. */
  history: readonly DeliveryEntry[]
  createdAtMs: number
  sentAtMs: number | null
  settledAtMs: number | null
  /** Fact or message cannot be opened any more: sealed under another key, or changed. */
  isUnreadable?: boolean
}

/** It holds back what follows, and nobody has it in hand: refused, given up, without verdict, or tried in vain so far. */
export const mayBeSkipped = ({ status, attempts }: Pick<Delivery, 'status' | 'attempts'>): boolean =>
  status === 'rejected' || status === 'dead' || status === 'sent' || (status === 'waiting' && attempts > 0)

/** One attempt, receipt or act of a person. */
export interface DeliveryEntry {
  atMs: number
  /** What it became by it. */
  status: DeliveryStatus
  code: string | null
  reason: string | null
  /** Person who did it; null = the dispatcher, or the other side. */
  by: string | null
}

export const STATUS_NAMES: Readonly<Record<DeliveryStatus, string>> = {
  waiting: '待发送', sending: '发送中', sent: '已送达，待回执', accepted: '已接收', confirmed: '已确认', rejected: '被退回', dead: '多次未成功', skipped: '已跳过',
}
