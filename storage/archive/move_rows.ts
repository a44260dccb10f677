import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { quoted } from '../dialects/write_statements.js'
import { columnName } from '../schema/hot_table.js'
import { ARCHIVED, archiveOf, hotTableNamed } from '../schema/hot_tables.js'

/** Moves everything of these instances from one place to the other, inside the caller's transaction. */
export const moveRows = async (connection: SqlConnection, dialect: Dialect, ids: readonly string[], to: 'archive' | 'live'): Promise<void> => {
  for (const [live, instance] of ARCHIVED) {
    const [source, target] = (to === 'archive' ? [live, archiveOf(live)] : [archiveOf(live), live]).map(hotTableNamed)
    const columns = [...source.columns.values()].map(({ column }) => column)
    const listed = columns.map(quoted).join(', ')
    await connection.run(
      `insert into ${target.name} (${listed}) select ${columns.map((column) => `t.${quoted(column)}`).join(', ')}` +
        ` from ${dialect.idList} join ${source.name} t on t.${columnName(instance)} = k.id`,
      [JSON.stringify(ids)],
    )
    const deletes = [ids.map((id) => ({ [instance]: id }))]
    await connection.writeTables([{ table: source, writes: { inserts: [], puts: [], updates: [], deletes } }])
  }
}

/** Which of these lie in the archive; locked. */
const archivedAmong = async (connection: SqlConnection, dialect: Dialect, ids: readonly string[]): Promise<string[]> => {
  const rows = await connection.all(
    `select t.id from ${dialect.idList} join archived_instances t on t.id = k.id${dialect.forUpdate}`, [JSON.stringify(ids)],
  )
  return rows.map((row) => String(row.id))
}

/** A command has come for finished instances: those that were archived are live again. Answers which. */
export const restoreArchived = async (connection: SqlConnection, dialect: Dialect, ids: readonly string[]): Promise<string[]> => {
  const found = await archivedAmong(connection, dialect, ids)
  if (found.length) await moveRows(connection, dialect, found, 'live')
  return found
}
