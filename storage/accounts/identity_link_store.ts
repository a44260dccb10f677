import type { IdentityLinkRow, IdentityLinkStore } from '#engine/runtime/ports/account_stores'
import type { Dialect } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

const readLink = plainReader<IdentityLinkRow>('identity_links')

export const identityLinkStore = (dialect: Dialect): IdentityLinkStore => ({
  find: (id) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from identity_links where id = ?', [id])
      return row ? readLink(row) : null
    }),
  ofUser: (userId) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from identity_links where user_id = ?', [userId])
      return row ? readLink(row) : null
    }),
  list: () => dialect.read(async (connection) => (await connection.all('select * from identity_links order by user_id')).map(readLink)),
  async add(row) {
    try {
      await dialect.transaction(async (connection) => {
        await connection.run('delete from identity_links where user_id = ? and issuer <> ?', [row.userId, row.issuer])
        await insertRows(connection, 'identity_links', [{ ...row }])
        await connection.flush()
      })
      return true
    } catch (error) {
      if (dialect.isDuplicate(error)) return false
      throw error
    }
  },
  remove: (id) => dialect.transaction(async (connection) => (await connection.run('delete from identity_links where id = ?', [id])) > 0),
})
