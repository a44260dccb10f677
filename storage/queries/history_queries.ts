import type { Event } from '#engine/kernel/events'
import { badCursor } from '#engine/runtime/errors'
import { unsealRecord } from '#engine/runtime/journal/seal_values'
import type { HistoryItem, HistoryQueries, JournalEntry } from '#engine/runtime/ports/history_queries'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'

const values = (rows: readonly SqlRow[]): Map<number, Map<number, string>> => {
  const bySeq = new Map<number, Map<number, string>>()
  for (const row of rows) {
    const seq = Number(row.seq)
    if (!bySeq.has(seq)) bySeq.set(seq, new Map())
    bySeq.get(seq)!.set(Number(row.position), String(row.value))
  }
  return bySeq
}

const readEntry = (row: SqlRow, sealed: ReadonlyMap<number, string>): JournalEntry => ({
  instanceId: String(row.instance_id),
  seq: Number(row.seq),
  atMs: Number(row.at_ms),
  actor: JSON.parse(String(row.actor)),
  command: unsealRecord(JSON.parse(String(row.command)), sealed),
  events: unsealRecord(JSON.parse(String(row.events)), sealed),
  prevHash: String(row.prev_hash),
  hash: String(row.hash),
})

const readEntriesIn = async (
  [journal, sealedValues]: readonly [string, string], connection: SqlConnection, instanceId: string, fromSeq: number, limit: number,
): Promise<JournalEntry[]> => {
  const rows = await connection.all(`select * from ${journal} where instance_id = ? and seq >= ? order by seq limit ${Math.trunc(limit)}`, [instanceId, fromSeq])
  if (!rows.length) return []
  const last = Number(rows[rows.length - 1].seq)
  const sealed = values(
    await connection.all(`select seq, position, value from ${sealedValues} where instance_id = ? and seq >= ? and seq <= ?`, [instanceId, fromSeq, last]),
  )
  return rows.map((row) => readEntry(row, sealed.get(Number(row.seq)) ?? new Map()))
}

/** Journal rows of an instance from `fromSeq` on, oldest first, with the sealed values that still exist put back. A journal lies in one place, whole. */
export const readEntries = async (connection: SqlConnection, instanceId: string, fromSeq: number, limit: number): Promise<JournalEntry[]> => {
  const live = await readEntriesIn(['journal', 'journal_values'], connection, instanceId, fromSeq, limit)
  return live.length ? live : readEntriesIn(['archived_journal', 'archived_journal_values'], connection, instanceId, fromSeq, limit)
}

const elementIdOf = (event: Event): string | null => ('elementId' in event && typeof event.elementId === 'string' ? event.elementId : null)

const items = (entry: JournalEntry): HistoryItem[] =>
  entry.events.map((event, position) => ({
    seq: entry.seq,
    position,
    atMs: entry.atMs,
    actor: entry.actor,
    type: event.type,
    elementId: elementIdOf(event),
    payload: event,
    hash: entry.hash,
  }))

const parseCursor = (after: string | null | undefined, instanceId: string): number => {
  if (!after) return 0
  const [prefix, seq] = [after.slice(0, after.lastIndexOf('~')), Number(after.slice(after.lastIndexOf('~') + 1))]
  if (prefix !== instanceId || !Number.isSafeInteger(seq)) throw badCursor()
  return seq
}

/** The journal, read back; sealed values are put in where they still exist. */
export const historyQueries = (dialect: Dialect): HistoryQueries => ({
  history: (instanceId, page) =>
    dialect.read(async (connection) => {
      const entries = await readEntries(connection, instanceId, parseCursor(page.after, instanceId) + 1, page.limit + 1)
      const shown = entries.slice(0, page.limit)
      return { data: shown.flatMap(items), next: entries.length > page.limit ? `${instanceId}~${shown[shown.length - 1].seq}` : null }
    }),
  entries: (instanceId, fromSeq = 1) => dialect.read((connection) => readEntries(connection, instanceId, fromSeq, 1_000_000)),
  entry: (instanceId, seq) => dialect.read(async (connection) => (await readEntries(connection, instanceId, seq, 1)).find((entry) => entry.seq === seq) ?? null),
})
