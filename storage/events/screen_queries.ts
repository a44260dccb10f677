import type { EventRow, WhistleRow } from '#processes/foundation/events/event_rows'
import type { ScreenQueries } from '#processes/foundation/events/screen_queries'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { CLOSED_IN_TIME, COUNTS_AS_DUE, COUNTS_AS_FILED } from './counted_events.js'

/** Counts of the big screen, each from an index that holds what it asks; the year's trend passes a year of its entries. */
export const screenQueries = (dialect: Dialect): ScreenQueries => {
  const all = (sql: string, values: readonly (string | number)[]) => dialect.read((connection) => connection.all(sql, [...values]))
  const tally = async (column: 'status' | 'channel', sinceMs: number) =>
    (await all(`select t.${column} as word, count(*) as n from event_records t where t.reported_at_ms >= ? group by t.${column} order by n desc, word`, [sinceMs]))
      .map((row) => ({ key: String(row.word), count: Number(row.n) }))
  const count = async (condition: string, sinceMs: number): Promise<number> =>
    Number((await all(`select count(*) as n from event_records t where ${condition}`, [sinceMs]))[0]!.n)

  return {
    states: (sinceMs) => tally('status', sinceMs),
    channels: (sinceMs) => tally('channel', sinceMs),

    since: async (sinceMs) => ({
      filed: await count('t.filed_at_ms >= ?', sinceMs),
      closed: await count(`t.closed_at_ms >= ? and coalesce(t.ending, 'closed') in ('closed', 'merged')`, sinceMs),
      overdue: await count(`t.due_at_ms >= ? and t.verdict = 'overdue'`, sinceMs),
    }),

    worst: async (nowMs, limit) =>
      (await all(`select t.row from event_records t where t.phase = 'open' and t.due_at_ms < ? order by t.due_at_ms limit ${Math.trunc(limit)}`, [nowMs]))
        .map(({ row }) => JSON.parse(String(row)) as EventRow),

    trend: async (from, to) => {
      const filed = await all(`select t.filed_month as month, count(*) as n from event_records t where t.filed_month >= ? and t.filed_month <= ? and ${COUNTS_AS_FILED} group by t.filed_month`, [from, to])
      const due = await all(
        `select t.deadline_month as month, count(*) as n, sum(case when ${CLOSED_IN_TIME} then 1 else 0 end) as good from event_records t` +
          ` where t.deadline_month >= ? and t.deadline_month <= ? and ${COUNTS_AS_DUE} group by t.deadline_month`,
        [from, to],
      )
      const months = [...new Set([...filed, ...due].map(({ month }) => String(month)))].sort()
      const of = (rows: readonly SqlRow[], month: string, name: string) => Number(rows.find((row) => row.month === month)?.[name] ?? 0)
      return months.map((month) => ({ month, filed: of(filed, month, 'n'), due: of(due, month, 'n'), closedInTime: of(due, month, 'good') }))
    },

    openWhistles: async (sinceMs, limit) =>
      (await all('select w.row from event_whistles w where w.called_at_ms >= ? order by w.called_at_ms desc', [sinceMs]))
        .map(({ row }) => JSON.parse(String(row)) as WhistleRow)
        .filter(({ endedAtMs }) => endedAtMs === null)
        .slice(0, limit),
  }
}
