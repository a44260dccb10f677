import type { WorkStore } from '#engine/runtime/ports/work_store'
import type { Dialect } from '../dialects/dialect.js'

/** On SQLite the data folder is locked: whoever claimed before this process began is dead. On MySQL claims run out by themselves. */
export const forgetClaims = (dialect: Dialect): WorkStore['forgetClaims'] => async () => {
  if (dialect.name !== 'sqlite') return
  await dialect.transaction(async (connection) => {
    await connection.run('update due_items set claimed_by = null, claimed_until_ms = null where claimed_until_ms is not null')
    await connection.run(`update jobs set lease_owner = null, lease_until_ms = null where kind <> 'external' and lease_until_ms is not null`)
  })
}
