import { createHash } from 'node:crypto'
import type { OutboxRow } from '../participant.js'
import type { ScalarRow } from '../ports/command_store.js'

/**
 * Id of a message to a system outside: its place in the queue and the edition of it. The other side's idempotency key: 32 hexadecimal digits, so
 * that the same message made twice is one.
 */
export const outboxId = (target: string, orderKey: string, seq: number, edition: number): string =>
  createHash('sha256').update(`${target}\n${orderKey}\n${seq}\n${edition}`).digest('hex').slice(0, 32)

/** A new row of `deliveries`, to be sent at once. */
export const outboxRow = ({ fact, ...row }: OutboxRow, nowMs: number, edition = 0): ScalarRow => ({
  id: outboxId(row.target, row.orderKey, row.seq, edition), ...row, edition, fact: JSON.stringify(fact), message: null, status: 'waiting', attempts: 0, nextAttemptAtMs: nowMs,
  leaseOwner: null, leaseUntilMs: null, fence: 0, code: null, reason: null, upperId: null, receipt: null, history: null, createdAtMs: nowMs, sentAtMs: null, settledAtMs: null,
})
