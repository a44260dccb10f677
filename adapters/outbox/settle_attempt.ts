import type { Delivery, DeliveryEntry, DeliveryStatus } from '#processes/foundation/deliveries/delivery'
import type { DeliveryChange } from '#processes/foundation/deliveries/delivery_store'
import type { OutboundMessage, Receipt } from '#processes/foundation/deliveries/target'
import { backoff, pollDelay } from './backoff.js'

/** Entries of the history that a row keeps. */
const KEPT_ENTRIES = 30

export interface AttemptContext {
  nowMs: number
  /** In [0, 1). */
  random: number
  maximumAttempts: number
  /** Pause after a first failure; absent = the usual. */
  firstPauseMs?: number
  /** The target fails as a whole: that is no fault of this message. */
  isTargetDown: boolean
  message: OutboundMessage | null
}

/** What one attempt, or one question after a verdict, makes of a delivery. */
export function settleAttempt(held: Delivery, receipt: Receipt, context: AttemptContext): DeliveryChange {
  const { nowMs, random, message } = context
  const upperId = 'upperId' in receipt && receipt.upperId !== undefined ? receipt.upperId : held.upperId
  const shared = { upperId, receipt, ...(message === null ? {} : { message }) }
  if (receipt.kind === 'retry') return settleFailure(held, receipt, context)
  const sentAtMs = held.sentAtMs ?? nowMs
  if (receipt.kind === 'sent') {
    const isFirst = held.sentAtMs === null
    const nextAttemptAtMs = nowMs + pollDelay(nowMs - sentAtMs, random)
    return { ...shared, status: 'sent', sentAtMs, nextAttemptAtMs, code: null, reason: null, ...(isFirst ? { history: noted(held, entry('sent', nowMs)) } : {}) }
  }
  if (receipt.kind === 'rejected') {
    const { code, reason } = receipt
    return { ...shared, status: 'rejected', sentAtMs, settledAtMs: nowMs, nextAttemptAtMs: nowMs, code, reason, history: noted(held, entry('rejected', nowMs, code, reason)) }
  }
  return { ...shared, status: receipt.kind, sentAtMs, settledAtMs: nowMs, nextAttemptAtMs: nowMs, code: null, reason: null, history: noted(held, entry(receipt.kind, nowMs)) }
}

function settleFailure(held: Delivery, receipt: Extract<Receipt, { kind: 'retry' }>, { nowMs, random, maximumAttempts, firstPauseMs, isTargetDown, message }: AttemptContext): DeliveryChange {
  const { code, retryAfterMs = 0 } = receipt
  const isDead = held.attempts >= maximumAttempts * (isTargetDown ? 10 : 1)
  const status = isDead ? 'dead' : 'waiting'
  const reason = isDead ? `尝试 ${held.attempts} 次未成功，已停止。最后一次：${receipt.reason}` : receipt.reason
  return {
    status, code, reason, receipt, ...(message === null ? {} : { message }), nextAttemptAtMs: nowMs + Math.max(retryAfterMs, backoff(held.attempts, random, firstPauseMs)),
    ...(isDead ? { settledAtMs: nowMs } : {}), history: noted(held, entry(status, nowMs, code, receipt.reason)),
  }
}

/** No verdict yet: asked again later, or sent once more when it was waited for long enough. */
export function stillWaiting(held: Delivery, { nowMs, random, verdictAfterMs }: { nowMs: number; random: number; verdictAfterMs: number }): DeliveryChange {
  const waitedMs = nowMs - (held.sentAtMs ?? nowMs)
  if (waitedMs < verdictAfterMs) return { status: 'sent', nextAttemptAtMs: nowMs + pollDelay(waitedMs, random) }
  const reason = '等候回执超时，按原编号再发一次。'
  return { status: 'waiting', sentAtMs: null, nextAttemptAtMs: nowMs, reason, history: noted(held, entry('waiting', nowMs, null, reason)) }
}

/** A message that cannot be made of the case: it was not sent, and will not be as it is. */
export const unmappable = (held: Delivery, reason: string, nowMs: number): DeliveryChange => ({
  status: 'rejected', code: UNMAPPABLE, reason, settledAtMs: nowMs, nextAttemptAtMs: nowMs, history: noted(held, entry('rejected', nowMs, UNMAPPABLE, reason)),
})

/** Code of what our own mapping refuses. */
export const UNMAPPABLE = 'LOCAL'

const RANK: Readonly<Record<DeliveryStatus, number>> = { waiting: 0, sending: 0, sent: 1, dead: 1, rejected: 2, skipped: 2, accepted: 3, confirmed: 4 }

/**
 * What a verdict that came by itself makes of a delivery; null = nothing: it has come before, or later news was quicker. What is confirmed stays so. Of
 * what was skipped or replaced only that the other side has it is news; a refusal of what is to be made anew speaks of what it said before.
 */
export function settleReceipt(row: Delivery, receipt: Receipt, nowMs: number): DeliveryChange | null {
  const isMadeAnew = row.status === 'waiting' && row.message === null
  if (receipt.kind === 'retry' || (receipt.kind === 'rejected' && isMadeAnew)) return null
  const isLater = RANK[receipt.kind] > RANK[row.status] || (receipt.kind === 'sent' && (row.status === 'waiting' || row.status === 'sending'))
  if (!isLater) return null
  return settleAttempt(row, receipt, { nowMs, random: 0.5, maximumAttempts: 1, isTargetDown: false, message: null })
}

export const entry = (status: DeliveryStatus, atMs: number, code: string | null = null, reason: string | null = null, by: string | null = null): DeliveryEntry => ({ atMs, status, code, reason, by })

export const noted = ({ history }: Delivery, added: DeliveryEntry): readonly DeliveryEntry[] => [...history, added].slice(-KEPT_ENTRIES)
