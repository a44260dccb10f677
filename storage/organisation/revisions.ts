import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { putRows } from '../write_rows.js'

/** Number of writes to something that other nodes keep in memory; equal numbers mean equal content. */
export const readRevision = (dialect: Dialect, name: string): Promise<number> =>
  dialect.read(async (connection) => {
    const [row] = await connection.all('select revision from revisions where name = ?', [name])
    return row ? Number(row.revision) : 0
  })

/** Adds one, inside the transaction of the write that it counts; answers what it is now. */
export const raiseRevision = async (connection: SqlConnection, dialect: Dialect, name: string): Promise<number> => {
  const [row] = await connection.all(`select revision from revisions where name = ?${dialect.forUpdate}`, [name])
  const revision = row ? Number(row.revision) + 1 : 1
  await putRows(connection, 'revisions', [{ name, revision }])
  return revision
}
