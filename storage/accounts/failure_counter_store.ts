import type { FailureCounterRow, FailureCounterStore } from '#engine/runtime/ports/account_stores'
import type { Dialect } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { deleteRows, insertRows, putRows } from '../write_rows.js'

const readCounter = plainReader<FailureCounterRow>('failure_counters')

/** Nodes that make the same counter at once meet at its key. */
const RETRIES = 8

export const failureCounterStore = (dialect: Dialect): FailureCounterStore => ({
  find: (key) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from failure_counters where `key` = ?', [key])
      return row ? readCounter(row) : null
    }),
  async change(key, next) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await dialect.transaction(async (connection) => {
          const [row] = await connection.all(`select * from failure_counters where \`key\` = ?${dialect.forUpdate}`, [key])
          const counter = next(row ? readCounter(row) : null)
          await (row ? putRows : insertRows)(connection, 'failure_counters', [{ ...counter }])
          return counter
        })
      } catch (error) {
        if (attempt >= RETRIES || !(dialect.isDuplicate(error) || dialect.isTransient(error))) throw error
      }
    }
  },
  remove: (key) => dialect.transaction((connection) => deleteRows(connection, 'failure_counters', { key })),
})
