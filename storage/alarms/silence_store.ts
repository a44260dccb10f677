import type { SilenceStore, SilenceViewer } from '#processes/foundation/alarms/ports'
import type { Silence } from '#processes/foundation/alarms/silence'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { raiseRevision, readRevision } from '../organisation/revisions.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { beyond, condition, joined, type SqlCondition } from '../queries/sql_condition.js'
import { deleteRows, putRows } from '../write_rows.js'

const REVISION = 'silences'

const read = (row: SqlRow): Silence => JSON.parse(String(row.row)) as Silence

const write = (connection: SqlConnection, silence: Silence): Promise<void> =>
  putRows(connection, 'silences', [{
    id: silence.id, owner: silence.owner, createdAtMs: silence.createdAtMs, endsAtMs: silence.endedAtMs ?? silence.untilMs, row: JSON.stringify(silence),
  }])

const coversOf = ({ id, devices, deviceKinds, towns, areas }: Silence) =>
  Object.entries({ device: devices, deviceKind: deviceKinds, town: towns, area: areas })
    .flatMap(([what, names]) => [...new Set(names)].map((name) => ({ silenceId: id, what, name })))

const names = (what: string, is = ''): string => `exists (select 1 from silence_covers c where c.silence_id = t.id and c.what = '${what}'${is})`

/** What a silence does not name counts as every; `d` has a device's kind, town and area. */
const FITS = [['deviceKind', 'd.kind'], ['town', 'd.town'], ['area', 'd.area']]
  .map(([what, column]) => `(not ${names(what!)} or ${names(what!, ` and c.name = ${column}`)})`).join(' and ')

/** As `coversDevice` says it of one silence and one device. */
function seenOnlyBy({ userId, scope }: SilenceViewer): SqlCondition[] {
  if (scope.kind === 'all') return []
  const { units } = scope
  if (units.length === 0) return [condition('t.owner = ?', userId)]
  const ours = `(${units.map(() => '?').join(', ')})`
  const named = `exists (select 1 from silence_covers n join devices d on d.id = n.name where n.silence_id = t.id and n.what = 'device' and d.owner in ${ours} and ${FITS})`
  // a unit has thousands of devices, but few kinds, towns and areas
  const every = `exists (select 1 from (select distinct kind, town, area from devices where owner in ${ours}) d where ${FITS})`
  return [condition(
    `t.owner = ? or ${named} or (not ${names('device')} and (${names('town', ` and c.name in ${ours}`)} or ${every}))`, userId, ...units, ...units, ...units,
  )]
}

export const silenceStore = (dialect: Dialect): SilenceStore => ({
  load: (nowMs) => dialect.read(async (connection) => (await connection.all('select `row` from silences where ends_at_ms > ? order by id', [nowMs])).map(read)),

  revision: () => readRevision(dialect, REVISION),

  list: (seenBy, page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('silences', seenBy)
      const { sql, values } = joined([...seenOnlyBy(seenBy), ...beyond('t.created_at_ms', 't.id', readCursor(page.after, signature), true)])
      const rows = await connection.all(`select t.row from silences t where ${sql} order by t.created_at_ms desc, t.id desc limit ${Math.trunc(page.limit) + 1}`, values)
      const data = rows.slice(0, page.limit).map(read)
      const last = data.at(-1)
      return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: last.createdAtMs, id: last.id }) : null }
    }),

  save: (silence) =>
    dialect.transaction(async (connection) => {
      await raiseRevision(connection, dialect, REVISION)
      await write(connection, silence)
      await deleteRows(connection, 'silence_covers', { silenceId: silence.id })
      await putRows(connection, 'silence_covers', coversOf(silence))
    }),

  end: (silenceId, atMs) =>
    dialect.transaction(async (connection) => {
      const [row] = await connection.all(`select \`row\` from silences where id = ? and ends_at_ms > ?${dialect.forUpdate}`, [silenceId, atMs])
      if (!row) return false
      await raiseRevision(connection, dialect, REVISION)
      await write(connection, { ...read(row), endedAtMs: atMs })
      return true
    }),
})
