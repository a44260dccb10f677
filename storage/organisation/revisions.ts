import { ChangedMeanwhile } from '#processes/foundation/changed_meanwhile'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { putRows } from '../write_rows.js'

/** Asked for at this very moment: one statement answers all of them. */
const ASKED = new WeakMap<Dialect, Promise<ReadonlyMap<string, number>>>()

/**
 * Number of writes to something that other nodes keep in memory; equal numbers mean equal content. Never older than the call: those who ask at the
 * same moment share a statement that has not been sent yet.
 */
export async function readRevision(dialect: Dialect, name: string): Promise<number> {
  let asked = ASKED.get(dialect)
  if (!asked) {
    ASKED.set(dialect, (asked = Promise.resolve().then(() => {
      ASKED.delete(dialect)
      return readAll(dialect)
    })))
  }
  return (await asked).get(name) ?? 0
}

const readAll = (dialect: Dialect): Promise<ReadonlyMap<string, number>> =>
  dialect.read(async (connection) => new Map((await connection.all('select name, revision from revisions')).map((row) => [String(row.name), Number(row.revision)])))

/** Adds one, inside the transaction of the write that it counts; answers what it is now. Throws ChangedMeanwhile where it was not `expected` before. */
export const raiseRevision = async (connection: SqlConnection, dialect: Dialect, name: string, expected?: number): Promise<number> => {
  const [row] = await connection.all(`select revision from revisions where name = ?${dialect.forUpdate}`, [name])
  const before = row ? Number(row.revision) : 0
  if (expected !== undefined && before !== expected) throw new ChangedMeanwhile(name)
  await putRows(connection, 'revisions', [{ name, revision: before + 1 }])
  return before + 1
}
