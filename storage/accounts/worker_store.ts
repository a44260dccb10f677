import type { WorkerRow, WorkerStore } from '#engine/runtime/ports/account_stores'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'
import { putRows } from '../write_rows.js'

const readColumns = rowReader('workers')

const readWorker = (row: SqlRow): WorkerRow => {
  const read = readColumns(row)
  return { ...read, topics: JSON.parse(String(read.topics)), active: read.active === 1 } as unknown as WorkerRow
}

export const workerStore = (dialect: Dialect): WorkerStore => ({
  list: () => dialect.read(async (connection) => (await connection.all('select * from workers order by name, id')).map(readWorker)),
  find: (id) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from workers where id = ?', [id])
      return row ? readWorker(row) : null
    }),
  put: (row) =>
    dialect.transaction((connection) => putRows(connection, 'workers', [{ ...row, topics: JSON.stringify(row.topics), active: row.active ? 1 : 0 }])),
})
