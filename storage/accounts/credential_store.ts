import type { CredentialRow, CredentialStore } from '#engine/runtime/ports/account_stores'
import type { Dialect } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'
import { putRows } from '../write_rows.js'

const readColumns = rowReader('credentials')

export const credentialStore = (dialect: Dialect): CredentialStore => ({
  find: (userId) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from credentials where user_id = ?', [userId])
      if (!row) return null
      const read = readColumns(row)
      return { ...read, mustChange: read.mustChange === 1 } as unknown as CredentialRow
    }),
  put: (row) => dialect.transaction((connection) => putRows(connection, 'credentials', [{ ...row, mustChange: row.mustChange ? 1 : 0 }])),
})
