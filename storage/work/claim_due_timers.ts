import { WATCH } from '#engine/runtime/participant'
import type { DueItemRow } from '#engine/runtime/ports/rows'
import type { WorkStore } from '#engine/runtime/ports/work_store'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { updateAll } from '../write_rows.js'

const readDueItem = plainReader<DueItemRow>('due_items')

export const claimDueTimers = (dialect: Dialect): WorkStore['claimDueTimers'] => ({ nowMs, limit, owner, leaseUntilMs }) =>
  dialect.transaction(async (connection) => {
    const dueOf = (kind: string, most: number): Promise<SqlRow[]> =>
      connection.all(
        'select * from due_items where kind = ? and due_at_ms <= ? and (claimed_until_ms is null or claimed_until_ms <= ?)' +
          ` order by due_at_ms, id limit ${Math.trunc(most)}${dialect.skipLocked}`,
        [kind, nowMs, nowMs],
      )
    const timers = await dueOf('timer', limit)
    const rows = timers.length < limit ? [...timers, ...(await dueOf(WATCH, limit - timers.length))] : timers
    await updateAll(connection, 'due_items', rows.map((row) => ({ id: String(row.id), claimedBy: owner, claimedUntilMs: leaseUntilMs })))
    return rows.map(readDueItem)
  })
