import type { SettingStore } from '#engine/runtime/ports/account_stores'
import type { Dialect } from '../dialects/dialect.js'
import { insertRows, putRows } from '../write_rows.js'

export const settingStore = (dialect: Dialect): SettingStore => {
  const get = (name: string): Promise<string | null> =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select value from settings where name = ?', [name])
      return row ? String(row.value) : null
    })
  return {
    get,
    put: (name, value) => dialect.transaction((connection) => putRows(connection, 'settings', [{ name, value }])),
    async putIfAbsent(name, value) {
      try {
        await dialect.transaction((connection) => insertRows(connection, 'settings', [{ name, value }]))
        return value
      } catch (error) {
        if (!dialect.isDuplicate(error)) throw error
        return (await get(name)) ?? value
      }
    },
  }
}
