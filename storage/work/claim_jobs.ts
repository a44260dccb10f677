import type { WorkStore } from '#engine/runtime/ports/work_store'
import type { Dialect } from '../dialects/dialect.js'
import { readJob } from '../schema/read_rows.js'
import { updateAll } from '../write_rows.js'

export const claimJobs = (dialect: Dialect): WorkStore['claimJobs'] => ({ topics, nowMs, limit, owner, leaseUntilMs }) =>
  dialect.transaction(async (connection) => {
    if (topics.length === 0) return []
    const rows = await connection.all(
      `select * from jobs where state = 'ready' and due_at_ms <= ? and kind <> 'external' and (lease_until_ms is null or lease_until_ms <= ?)` +
        // what a suspended instance asks for waits with it; documents and notices of what is done already do not
        ` and (kind = 'follow-up' or exists (select 1 from instances i where i.id = jobs.instance_id and i.status = 'active'))` +
        ` and topic in (${topics.map(() => '?').join(', ')}) order by due_at_ms, id limit ${Math.trunc(limit)}${dialect.skipLocked}`,
      [nowMs, nowMs, ...topics],
    )
    const claimed = rows.map((row) => ({ ...readJob(row), fence: Number(row.fence) + 1, leaseOwner: owner, leaseUntilMs }))
    await updateAll(connection, 'jobs', claimed.map(({ id, fence }) => ({ id, fence, leaseOwner: owner, leaseUntilMs })))
    return claimed
  })
