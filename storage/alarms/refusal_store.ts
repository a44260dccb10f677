import { createHash } from 'node:crypto'
import type { AlarmScope } from '#processes/foundation/alarms/ports'
import type { RefusalCount, RefusalFilter, RefusalRow, RefusalStore, RefusalTally } from '#processes/foundation/alarms/refusals'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { beyond, condition, joined, type SqlCondition } from '../queries/sql_condition.js'
import { deleteRows, insertRows } from '../write_rows.js'

/** Nodes that count the same for the first time meet at its key. */
const RETRIES = 8
const MOST_COUNTS = 100
const DEVICE = 'left join devices d on d.source = t.source and d.device_id = t.device_id'

/** What sensor lines refused. */
export const refusalStore = (dialect: Dialect): RefusalStore => ({
  async add(tallies) {
    const named = tallies.map((tally) => ({ id: idOf(tally), ...tally })).toSorted((one, other) => (one.id < other.id ? -1 : 1))
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await dialect.transaction(async (connection) => {
          for (const tally of named) await addOne(connection, tally)
        })
      } catch (error) {
        if (attempt >= RETRIES || !(dialect.isDuplicate(error) || dialect.isTransient(error))) throw error
      }
    }
  },

  list: (filter, scope, page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('refused', filter, scope)
      const { sql, values } = joined([...conditions(filter, scope), ...beyond('t.last_at_ms', 't.id', readCursor(page.after, signature), true)])
      const rows = await connection.all(
        `select t.*, d.name as device_name from refused_reports t ${DEVICE} where ${sql} order by t.last_at_ms desc, t.id desc limit ${Math.trunc(page.limit) + 1}`, values,
      )
      const data = rows.slice(0, page.limit).map(readRow)
      const last = data.at(-1)
      return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: last.lastAtMs, id: last.id }) : null }
    }),

  summary: (filter, scope) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined(conditions(filter, scope))
      const counts = async (column: 'code' | 'line' | 'source'): Promise<RefusalCount[]> =>
        (await connection.all(
          `select t.${column} as name, sum(t.count) as n, max(t.last_at_ms) as last_at_ms from refused_reports t ${DEVICE} where ${sql}` +
            ` group by t.${column} order by n desc, t.${column} limit ${MOST_COUNTS}`,
          values,
        )).map(({ name, n, last_at_ms }) => ({ name: String(name), count: Number(n), lastAtMs: Number(last_at_ms) }))
      return { codes: await counts('code'), lines: await counts('line'), sources: await counts('source') }
    }),

  forget: (lastBeforeMs, limit) =>
    dialect.transaction(async (connection) => {
      const rows = await connection.all(`select id from refused_reports where last_at_ms < ? order by last_at_ms limit ${Math.trunc(limit)}`, [lastBeforeMs])
      for (const { id } of rows) await deleteRows(connection, 'refused_reports', { id: String(id) })
      return rows.length
    }),
})

const idOf = ({ hourMs, line, source, deviceId, code }: RefusalTally): string =>
  createHash('sha256').update([hourMs, line, source, deviceId, code].join('\0')).digest('hex').slice(0, 40)

async function addOne(connection: SqlConnection, tally: RefusalTally & { id: string }): Promise<void> {
  const { id, message, count, lastAtMs, bytes, digest } = tally
  const changed = await connection.run(
    'update refused_reports set count = count + ?, last_at_ms = case when last_at_ms < ? then ? else last_at_ms end, message = ?, bytes = ?, digest = ? where id = ?',
    [count, lastAtMs, lastAtMs, message, bytes, digest, id],
  )
  if (changed === 0) await insertRows(connection, 'refused_reports', [{ ...tally }])
}

/** A unit sees what came under the name of its devices: what nobody is registered for is the centre's. */
function conditions({ sinceMs, line, code, source, device }: RefusalFilter, scope: AlarmScope): SqlCondition[] {
  const slash = device?.indexOf('/') ?? -1
  return [
    condition('t.last_at_ms >= ?', sinceMs),
    ...(line === undefined ? [] : [condition('t.line = ?', line)]),
    ...(code === undefined ? [] : [condition('t.code = ?', code)]),
    ...(source === undefined ? [] : [condition('t.source = ?', source)]),
    ...(device === undefined ? [] : [condition('t.source = ? and t.device_id = ?', device.slice(0, Math.max(slash, 0)), device.slice(slash + 1))]),
    ...(scope.kind === 'all' ? [] : scope.units.length === 0 ? [condition('1 = 0')] : [condition(`d.owner in (${scope.units.map(() => '?').join(', ')})`, ...scope.units)]),
  ]
}

const readRow = (row: SqlRow): RefusalRow => ({
  id: String(row.id), hourMs: Number(row.hour_ms), line: String(row.line), source: String(row.source), deviceId: String(row.device_id), code: String(row.code), message: String(row.message),
  count: Number(row.count), lastAtMs: Number(row.last_at_ms), bytes: Number(row.bytes), digest: String(row.digest), deviceName: row.device_name === null ? null : String(row.device_name),
})
