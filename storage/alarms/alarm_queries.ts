import type { AlarmFilter, AlarmQueries, AlarmScope } from '#processes/foundation/alarms/ports'
import type { Severity } from '#processes/foundation/alarms/message'
import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { beyond, condition, joined, type SqlCondition } from '../queries/sql_condition.js'
import { readAction, readAlarm, readEvent, readReading } from './alarm_rows.js'

const EQUAL = { state: 'state', severity: 'severity', kind: 'kind', deviceKind: 'device_kind', town: 'town', owner: 'owner', groupId: 'held_by_id' } as const

const conditions = (filter: AlarmFilter): SqlCondition[] => [
  ...(Object.keys(EQUAL) as (keyof typeof EQUAL)[]).flatMap((name) => (filter[name] === undefined ? [] : [condition(`t.${EQUAL[name]} = ?`, filter[name])])),
  // real ones and those of a drill
  ...(filter.device === undefined ? [] : [condition('t.subject in (?, ?)', filter.device, `${filter.device}#drill`)]),
  ...(filter.ofGroups ? [condition(`t.subject >= 'grouping/' and t.subject < 'grouping0'`)] : []),
  ...(filter.drill === undefined ? [] : [condition('t.drill = ?', filter.drill ? 1 : 0)]),
  ...(filter.acknowledged === undefined ? [] : [condition('t.acknowledged = ?', filter.acknowledged ? 1 : 0)]),
]

const inScope = (scope: AlarmScope): SqlCondition[] => {
  if (scope.kind === 'all') return []
  return [scope.units.length === 0 ? condition('1 = 0') : condition(`t.owner in (${scope.units.map(() => '?').join(', ')})`, ...scope.units)]
}

interface Listed<Row> {
  dialect: Dialect
  table: string
  sort: string
  id: string
  read(row: SqlRow): Row
  positionOf(row: Row): { sort: number; id: string }
}

/** Each in the order of one index: the page is put together of theirs. */
type Parts = readonly (readonly SqlCondition[])[]
const WHOLE: Parts = [[]]
const partsOf = ({ phase }: AlarmFilter): Parts => [1, 0].filter((isOpen) => phase === undefined || (phase === 'open') === (isOpen === 1)).map((isOpen) => [condition('t.is_open = ?', isOpen)])

/** One keyset page, the newest first. */
const pageOf = <Row>({ dialect, table, sort, id, read, positionOf }: Listed<Row>, signature: string, where: readonly SqlCondition[], page: PageRequest, parts = WHOLE): Promise<Page<Row>> =>
  dialect.read(async (connection) => {
    // by id: what passes from one part to the next meanwhile stands in both
    const rows = new Map<string, Row>()
    for (const part of parts) {
      const { sql, values } = joined([...part, ...where, ...beyond(`t.${sort}`, `t.${id}`, readCursor(page.after, signature), true)])
      const found = `select t.${id}, t.${sort} from ${table} t where ${sql} order by t.${sort} desc, t.${id} desc limit ${Math.trunc(page.limit) + 1}`
      for (const row of await connection.all(`select r.* from (${found}) p join ${table} r on r.${id} = p.${id}`, values)) rows.set(String(row[id]), read(row))
    }
    const data = [...rows.values()].toSorted((one, other) => newestFirst(positionOf(one), positionOf(other))).slice(0, page.limit)
    const last = data.at(-1)
    return { data, next: rows.size > page.limit && last ? writeCursor(signature, positionOf(last)) : null }
  })

const newestFirst = (one: { sort: number; id: string }, other: { sort: number; id: string }): number => other.sort - one.sort || (one.id < other.id ? 1 : -1)

/** Alarms and readings for pages. */
export const alarmQueries = (dialect: Dialect): AlarmQueries => ({
  list: (filter, scope, page) =>
    pageOf(
      { dialect, table: 'alarms', sort: 'raised_at_ms', id: 'id', read: readAlarm, positionOf: ({ raisedAtMs, id }) => ({ sort: raisedAtMs, id }) },
      listSignature('alarms', filter, scope), [...conditions(filter), ...inScope(scope)], page, partsOf(filter),
    ),

  find: (alarmId) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select `row` from alarms where id = ?', [alarmId])
      return row ? readAlarm(row) : null
    }),

  events: (alarmId) => dialect.read(async (connection) => (await connection.all('select * from alarm_events where alarm_id = ? order by id limit 200', [alarmId])).map(readEvent)),

  counts: (scope) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined([condition('t.is_open = 1'), ...inScope(scope)])
      const counts: Record<Severity, number> = { critical: 0, major: 0, minor: 0, warning: 0 }
      for (const row of await connection.all(`select t.severity as severity, count(*) as n from alarms t where ${sql} group by t.severity`, values)) counts[String(row.severity) as Severity] = Number(row.n)
      return counts
    }),

  readings: (device, { fromMs, toMs }, page) =>
    pageOf(
      { dialect, table: 'readings', sort: 'at_ms', id: 'message_key', read: readReading, positionOf: ({ atMs, messageKey }) => ({ sort: atMs, id: messageKey }) },
      listSignature('readings', device, fromMs, toMs), [condition('t.device = ?', device), condition('t.at_ms >= ? and t.at_ms <= ?', fromMs, toMs)], page,
    ),

  readingsForTryOut: (device, { fromMs, toMs }, limit) =>
    dialect.read(async (connection) =>
      (await connection.all(
        `select * from readings where device = ? and at_ms >= ? and at_ms <= ? order by at_ms, message_key limit ${Math.trunc(limit)}`, [device, fromMs, toMs],
      )).map(readReading)),

  lastHeard: (devices) =>
    dialect.read(async (connection) => {
      const rows = await connection.all(`select t.id, t.heard_at_ms from ${dialect.idList} join device_states t on t.id = k.id where t.heard_at_ms > 0`, [JSON.stringify(devices)])
      return new Map(rows.map((row) => [String(row.id), Number(row.heard_at_ms)]))
    }),

  deadActions: (page) =>
    pageOf(
      { dialect, table: 'alarm_actions', sort: 'created_at_ms', id: 'id', read: readAction, positionOf: ({ createdAtMs, id }) => ({ sort: createdAtMs, id }) },
      listSignature('dead alarm actions'), [condition(`t.state = 'dead'`)], page,
    ),
})
