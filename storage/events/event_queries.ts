import type { EventFilter, EventQueries } from '#processes/foundation/events/event_queries'
import type { EventRow, WhistleRow } from '#processes/foundation/events/event_rows'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { beyond, condition, joined, type SqlCondition } from '../queries/sql_condition.js'
import { pointQueries } from './point_queries.js'
import { countEvents } from './count_events.js'
import { COUNTS_AS_DUE } from './counted_events.js'
import { inScope, marks } from './event_scope.js'

const TABLE = 'event_records'
const MOST_NEIGHBOURS = 200

const readRow = (row: SqlRow): EventRow => JSON.parse(String(row.row)) as EventRow

const LAST_CHARACTER = '\u{10FFFF}'

const conditions = (filter: EventFilter): SqlCondition[] => [
  ...(['phase', 'category', 'town', 'community', 'unit', 'channel', 'verdict'] as const).flatMap((name) => (filter[name] === undefined ? [] : [condition(`t.${name} = ?`, filter[name])])),
  ...(filter.dueMonth === undefined ? [] : [condition(`t.deadline_month = ? and ${COUNTS_AS_DUE}`, filter.dueMonth)]),
  ...(filter.isUnhandled ? [condition(`t.verdict = 'overdue' and t.handled_at_ms is null and t.closed_at_ms is null`)] : []),
  ...(filter.isOverdueNow === undefined ? [] : [condition('t.closed_at_ms is null and t.due_at_ms < ?', filter.isOverdueNow.nowMs)]),
  ...(filter.number === undefined ? [] : [condition('t.number >= ? and t.number < ?', filter.number, filter.number + LAST_CHARACTER)]),
]

/** 五零 events for lists, map and 考核. */
export const eventQueries = (dialect: Dialect): EventQueries => ({
  ...pointQueries(dialect),

  list: (filter, scope, page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('events', filter, scope)
      const { sql, values } = joined([...conditions(filter), ...inScope(scope), ...beyond('t.reported_at_ms', 't.`key`', readCursor(page.after, signature), true)])
      // the page is found in the index that holds every filter; only its own rows are read
      const byMonth = filter.dueMonth === undefined ? '' : dialect.byIndex(`${TABLE}_by_deadline_month`)
      const found = `select t.\`key\`, t.reported_at_ms from ${TABLE} t${byMonth} where ${sql} order by t.reported_at_ms desc, t.\`key\` desc limit ${Math.trunc(page.limit) + 1}`
      const rows = await connection.all(`select e.row from (${found}) p join ${TABLE} e on e.\`key\` = p.\`key\` order by p.reported_at_ms desc, p.\`key\` desc`, values)
      const data = rows.slice(0, page.limit).map(readRow)
      const last = data.at(-1)
      return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: last.reportedAtMs, id: last.instanceId }) : null }
    }),

  byKeys: (keys) =>
    dialect.read(async (connection) => (await connection.all(`select t.row from ${dialect.idList} join ${TABLE} t on t.\`key\` = k.id`, [JSON.stringify([...new Set(keys)])])).map(readRow)),

  inCells: (cells) =>
    dialect.read(async (connection) =>
      (await connection.all(`select t.row from ${TABLE} t where t.cell in (${marks(cells)}) and t.phase <> 'merged' order by t.reported_at_ms desc limit ${MOST_NEIGHBOURS}`, [...cells])).map(readRow)),

  onMap: (scope, limit) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined([condition(`t.phase in ('open', 'held') and t.cell is not null`), ...inScope(scope)])
      return (await connection.all(`select t.row from ${TABLE} t where ${sql} order by t.reported_at_ms desc limit ${Math.trunc(limit)}`, values)).map(readRow)
    }),

  openByTown: (scope, nowMs) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined([condition(`t.phase in ('open', 'held')`), ...inScope(scope)])
      const rows = await connection.all(
        `select t.town as town, count(*) as n, sum(case when t.due_at_ms < ? then 1 else 0 end) as late from ${TABLE} t where ${sql} group by t.town`, [nowMs, ...values],
      )
      return rows.map((row) => ({ town: String(row.town), open: Number(row.n), overdue: Number(row.late) }))
    }),

  day: (scope, fromMs, nowMs) =>
    dialect.read(async (connection) => {
      const some = (conditions: readonly SqlCondition[]) => joined([...conditions, ...inScope(scope)])
      const since = async (column: string): Promise<number> => {
        const { sql, values } = some([condition(`t.${column} >= ?`, fromMs)])
        const [row] = await connection.all(`select count(*) as n from ${TABLE} t where ${sql}`, values)
        return Number(row?.n ?? 0)
      }
      const { sql, values } = some([condition(`t.phase in ('open', 'held')`)])
      const [standing] = await connection.all(`select count(*) as n, sum(case when t.due_at_ms < ? then 1 else 0 end) as late from ${TABLE} t where ${sql}`, [nowMs, ...values])
      return {
        reported: await since('reported_at_ms'), filed: await since('filed_at_ms'), handled: await since('handled_at_ms'), closed: await since('closed_at_ms'),
        open: Number(standing?.n ?? 0), overdue: Number(standing?.late ?? 0),
      }
    }),

  counts: (month, scope) => countEvents(dialect, month, scope),

  whistles: (fromMs, toMs) =>
    dialect.read(async (connection) => {
      const rows = await connection.all('select w.row from event_whistles w where w.called_at_ms >= ? and w.called_at_ms < ? order by w.called_at_ms', [fromMs, toMs])
      return rows.map(({ row }) => JSON.parse(String(row)) as WhistleRow)
    }),
})
