import { idempotencyId } from '../bus/work_item.js'
import type { WriteSet } from '../bus/write_set.js'
import type { CommandEnvelope } from '../command_envelope.js'
import { RuntimeException } from '../errors.js'
import type { CommandTransaction } from '../ports/command_store.js'

const keyReused = () =>
  new RuntimeException('E_RUNTIME_IDEMPOTENCY_KEY', 409, '同一个幂等键已用于另一项内容不同的操作。请换一个新的键后重试。')

/** The answer that a message or signal with this key was given first; null when it is new. Another content under the key is refused. */
export const firstAnswer = async <T>(idempotency: CommandEnvelope['idempotency'], transaction: CommandTransaction): Promise<T | null> => {
  if (!idempotency) return null
  const id = idempotencyId(idempotency)
  const stored = (await transaction.storedAnswers([id])).get(id)
  if (!stored) return null
  if (stored.bodyHash !== idempotency.bodyHash) throw keyReused()
  return JSON.parse(stored.answer) as T
}

/** Keeps an answer for whoever repeats the key. */
export const keepFirstAnswer = (idempotency: CommandEnvelope['idempotency'], answer: unknown, nowMs: number, writes: WriteSet): void => {
  if (!idempotency) return
  const id = idempotencyId(idempotency)
  writes.insert('idempotency', id, { id, bodyHash: idempotency.bodyHash, answer: JSON.stringify(answer), createdAtMs: nowMs })
}
