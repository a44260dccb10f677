import type { Answer } from '../command_envelope.js'
import type { HistoryQueries } from '../ports/history_queries.js'

/** What an idempotency row keeps of an answer; the events stand in the journal anyway. */
export const storedAnswer = (answer: Answer): string =>
  JSON.stringify(
    answer.ok
      ? { ok: true, instanceId: answer.instanceId, status: answer.status, revision: answer.revision, hasEvents: answer.events.length > 0 }
      : answer,
  )

/** The first answer again, its events read from the journal. */
export const repeatAnswer = async (stored: string, history: HistoryQueries): Promise<Answer> => {
  const first = JSON.parse(stored) as Answer & { hasEvents?: boolean }
  if (!first.ok) return first
  const entry = first.hasEvents ? await history.entry(first.instanceId, first.revision) : null
  return { ok: true, instanceId: first.instanceId, status: first.status, revision: first.revision, events: entry?.events ?? [] }
}
