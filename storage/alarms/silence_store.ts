import type { SilenceStore } from '#processes/foundation/alarms/ports'
import type { Silence } from '#processes/foundation/alarms/silence'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { raiseRevision, readRevision } from '../organisation/revisions.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { beyond, joined } from '../queries/sql_condition.js'
import { putRows } from '../write_rows.js'

const REVISION = 'silences'

const read = (row: SqlRow): Silence => JSON.parse(String(row.row)) as Silence

const write = (connection: SqlConnection, silence: Silence): Promise<void> =>
  putRows(connection, 'silences', [{
    id: silence.id, owner: silence.owner, createdAtMs: silence.createdAtMs, endsAtMs: silence.endedAtMs ?? silence.untilMs, row: JSON.stringify(silence),
  }])

export const silenceStore = (dialect: Dialect): SilenceStore => ({
  load: (nowMs) => dialect.read(async (connection) => (await connection.all('select `row` from silences where ends_at_ms > ? order by id', [nowMs])).map(read)),

  revision: () => readRevision(dialect, REVISION),

  list: (page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('silences')
      const { sql, values } = joined(beyond('t.created_at_ms', 't.id', readCursor(page.after, signature), true))
      const rows = await connection.all(`select t.row from silences t where ${sql} order by t.created_at_ms desc, t.id desc limit ${Math.trunc(page.limit) + 1}`, values)
      const data = rows.slice(0, page.limit).map(read)
      const last = data.at(-1)
      return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: last.createdAtMs, id: last.id }) : null }
    }),

  save: (silence) =>
    dialect.transaction(async (connection) => {
      await raiseRevision(connection, dialect, REVISION)
      await write(connection, silence)
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
