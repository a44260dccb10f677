import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { DeliveryChange, HeldDelivery } from '#processes/foundation/deliveries/delivery_store'
import type { SqlRow } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'

const read = rowReader('deliveries')

const json = (text: unknown): unknown => (text === null || text === undefined ? null : JSON.parse(String(text)))

export const readDelivery = (row: SqlRow): HeldDelivery => {
  const columns = read(row)
  return { ...columns, fact: json(columns.fact), message: json(columns.message), receipt: json(columns.receipt), history: json(columns.history) ?? [] } as unknown as HeldDelivery
}

/** Longest reason a row keeps. */
const REASON_LENGTH = 900

/** All that may change, as columns: rows of one statement have the same. */
export const changedColumns = (held: HeldDelivery, change: DeliveryChange): ScalarRow => {
  const { status, attempts, nextAttemptAtMs, code, reason, upperId, receipt, message, history, sentAtMs, settledAtMs } = { ...held, ...change }
  return {
    id: held.id, fence: held.fence, status, attempts, nextAttemptAtMs, code: code?.slice(0, 191) ?? null, reason: reason?.slice(0, REASON_LENGTH) ?? null,
    upperId: upperId?.slice(0, 191) ?? null, receipt: text(receipt), message: text(message), history: text(history), sentAtMs, settledAtMs, leaseOwner: null, leaseUntilMs: null,
  }
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value))
