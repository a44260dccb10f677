import type { FailureCounterRow, FailureCounterStore } from '#engine/runtime/ports/account_stores'
import type { Dialect } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { deleteRows, putRows } from '../write_rows.js'

const readCounter = plainReader<FailureCounterRow>('failure_counters')

export const failureCounterStore = (dialect: Dialect): FailureCounterStore => ({
  find: (key) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from failure_counters where `key` = ?', [key])
      return row ? readCounter(row) : null
    }),
  put: (row) => dialect.transaction((connection) => putRows(connection, 'failure_counters', [{ ...row }])),
  remove: (key) => dialect.transaction((connection) => deleteRows(connection, 'failure_counters', { key })),
})
