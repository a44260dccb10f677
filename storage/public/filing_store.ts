import type { FilingRow, FilingStore } from '#processes/foundation/public/ports'
import type { Dialect } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { deleteRows, insertRows, putRows } from '../write_rows.js'

const readFiling = plainReader<FilingRow>('public_filings')

/** Applications without an account: each change of one is made on the row as it stands, whatever other nodes do. */
export const filingStore = (dialect: Dialect): FilingStore => {
  const findBy = (column: 'id' | 'resume_hash', value: string): Promise<FilingRow | null> =>
    dialect.read(async (connection) => {
      const [row] = await connection.all(`select * from public_filings where ${column} = ?`, [value])
      return row ? readFiling(row) : null
    })
  return {
    add: (row) => dialect.transaction((connection) => insertRows(connection, 'public_filings', [{ ...row }])),
    find: (id) => findBy('id', id),
    findByResumeHash: (hash) => findBy('resume_hash', hash),
    change: (id, next) =>
      dialect.transaction(async (connection) => {
        const [row] = await connection.all(`select * from public_filings where id = ?${dialect.forUpdate}`, [id])
        if (!row) return null
        const before = readFiling(row)
        const after = next(before)
        if (after !== null) await putRows(connection, 'public_filings', [{ ...after }])
        return after ?? before
      }),
    removeExpired: (nowMs) =>
      dialect.transaction(async (connection) => {
        const rows = await connection.all('select * from public_filings where expires_at_ms < ? order by expires_at_ms limit 100', [nowMs])
        for (const row of rows) await deleteRows(connection, 'public_filings', { id: String(row.id) })
        return rows.map(readFiling)
      }),
  }
}
