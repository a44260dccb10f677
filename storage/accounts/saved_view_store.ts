import type { SavedViewRow, SavedViewStore } from '#engine/runtime/ports/account_stores'
import type { Dialect } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

const readView = plainReader<SavedViewRow>('saved_views')

export const savedViewStore = (dialect: Dialect): SavedViewStore => ({
  visibleTo: (ownerId, departmentId) =>
    dialect.read(async (connection) =>
      (await connection.all('select * from saved_views where owner_id = ? or department_id = ? order by name, id', [ownerId, departmentId])).map(readView),
    ),
  async add(row, most) {
    try {
      return await dialect.transaction(async (connection) => {
        const [{ n }] = await connection.all('select count(*) as n from saved_views where owner_id = ?', [row.ownerId])
        if (Number(n) >= most) return 'full'
        await insertRows(connection, 'saved_views', [{ ...row }])
        await connection.flush()
        return 'added'
      })
    } catch (error) {
      if (dialect.isDuplicate(error)) return 'named'
      throw error
    }
  },
  remove: (id, ownerId) =>
    dialect.transaction(async (connection) => (await connection.run('delete from saved_views where id = ? and owner_id = ?', [id, ownerId])) > 0),
})
