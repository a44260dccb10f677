import { hash as digest } from 'node:crypto'
import type { ApiClientRow, ApiClientStore } from '#processes/foundation/inbound/ports'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'
import { insertRows, putRows } from '../write_rows.js'

const readColumns = rowReader('api_clients')

const readClient = (row: SqlRow): ApiClientRow => {
  const read = readColumns(row)
  return { ...read, channels: JSON.parse(String(read.channels)), algorithms: JSON.parse(String(read.algorithms)), active: read.active === 1 } as unknown as ApiClientRow
}

/** Nonces that ended are cleared at every so many that are taken. */
const CLEARED_EVERY = 200

export const apiClientStore = (dialect: Dialect): ApiClientStore => {
  let taken = 0
  const clear = (nowMs: number) => dialect.transaction((connection) => connection.run('delete from api_nonces where until_ms < ?', [nowMs]))
  return {
    list: () => dialect.read(async (connection) => (await connection.all('select * from api_clients order by name, id')).map(readClient)),
    find: (id) =>
      dialect.read(async (connection) => {
        const [row] = await connection.all('select * from api_clients where id = ?', [id])
        return row ? readClient(row) : null
      }),
    put: (row) =>
      dialect.transaction((connection) => putRows(connection, 'api_clients', [{ ...row, channels: JSON.stringify(row.channels), algorithms: JSON.stringify(row.algorithms), active: row.active ? 1 : 0 }])),
    async takeNonce(clientId, nonce, untilMs, nowMs) {
      taken += 1
      if (taken % CLEARED_EVERY === 0) await clear(nowMs)
      const id = digest('sha256', `${clientId}\n${nonce}`, 'hex')
      try {
        await dialect.transaction((connection) => insertRows(connection, 'api_nonces', [{ id, untilMs }]))
        return true
      } catch (error) {
        if (dialect.isDuplicate(error)) return false
        throw error
      }
    },
  }
}
