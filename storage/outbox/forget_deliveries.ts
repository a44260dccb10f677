import type { DeliveryStore } from '#processes/foundation/deliveries/delivery_store'
import type { Dialect } from '../dialects/dialect.js'

/** Oldest first by their making; what is not settled stays, however old. */
export const forgetSettled = (dialect: Dialect): DeliveryStore['forgetSettled'] => (beforeMs, limit) =>
  dialect.transaction(async (connection) => {
    const settled = "select id from deliveries where created_at_ms < ? and settled_at_ms < ? and status in ('accepted', 'confirmed', 'skipped')"
    const rows = await connection.all(`${settled} order by created_at_ms, id limit ${Math.trunc(limit)}`, [beforeMs, beforeMs])
    if (rows.length > 0) await connection.run(`delete from deliveries where id in (${rows.map(() => '?').join(', ')})`, rows.map((row) => String(row.id)))
    return rows.length
  })
