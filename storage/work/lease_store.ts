import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import type { Dialect } from '../dialects/dialect.js'
import { insertRows } from '../write_rows.js'

export const leaseStore = (dialect: Dialect): LeaseStore => ({
  async take(name, owner, nowMs, untilMs) {
    const renew = 'update leases set owner = ?, until_ms = ? where name = ? and (owner = ? or until_ms <= ?)'
    try {
      return await dialect.transaction(async (connection) => {
        if ((await connection.run(renew, [owner, untilMs, name, owner, nowMs])) > 0) return true
        const [held] = await connection.all('select owner, until_ms from leases where name = ?', [name])
        // MySQL counts a row whose values stay the same as not changed
        if (held) return held.owner === owner && Number(held.until_ms) === untilMs
        await insertRows(connection, 'leases', [{ name, owner, untilMs }])
        return true
      })
    } catch (error) {
      if (!dialect.isDuplicate(error) && !dialect.isTransient(error)) throw error
      return false
    }
  },
})
