import type { SessionRow, SessionStore } from '#engine/runtime/ports/account_stores'
import type { Dialect } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'
import { deleteRows, putRows, updateRows } from '../write_rows.js'

const readColumns = rowReader('sessions')

export const sessionStore = (dialect: Dialect): SessionStore => ({
  find: (id) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from sessions where id = ?', [id])
      if (!row) return null
      const read = readColumns(row)
      return { ...read, values: JSON.parse(String(read.values)) } as unknown as SessionRow
    }),
  put: (row) => dialect.transaction((connection) => putRows(connection, 'sessions', [{ ...row, values: JSON.stringify(row.values) }])),
  touch: (id, lastSeenAtMs) => dialect.transaction((connection) => updateRows(connection, 'sessions', ['id'], { id, lastSeenAtMs })),
  prolong: (id, expiresAtMs) => dialect.transaction((connection) => updateRows(connection, 'sessions', ['id'], { id, expiresAtMs })),
  remove: (id) => dialect.transaction((connection) => deleteRows(connection, 'sessions', { id })),
  removeOfUser: (userId, exceptId = '') =>
    dialect.transaction(async (connection) => void (await connection.run('delete from sessions where user_id = ? and id <> ?', [userId, exceptId]))),
})
