import type { WorkStore } from '#engine/runtime/ports/work_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { readJob } from '../schema/read_rows.js'
import { updateAll } from '../write_rows.js'

/** One kind at a time: each is one range of one index, whatever else waits. */
const KINDS = ['follow-up', 'builtin'] as const

// what a suspended instance asks for waits with it; documents and notices of what is done already do not
const OF_ACTIVE = ` and exists (select 1 from instances i where i.id = jobs.instance_id and i.status = 'active')`

const ready = (connection: SqlConnection, kind: (typeof KINDS)[number], topics: readonly string[], nowMs: number, limit: number, lock: string) =>
  connection.all(
    `select * from jobs where kind = ? and state = 'ready' and due_at_ms <= ? and (lease_until_ms is null or lease_until_ms <= ?)` +
      ` and topic in (${topics.map(() => '?').join(', ')})${kind === 'builtin' ? OF_ACTIVE : ''} order by due_at_ms, id limit ${Math.trunc(limit)}${lock}`,
    [kind, nowMs, nowMs, ...topics],
  )

const isAnythingReady = (dialect: Dialect, topics: readonly string[], nowMs: number): Promise<boolean> =>
  dialect.read(async (connection) => {
    for (const kind of KINDS) if ((await ready(connection, kind, topics, nowMs, 1, '')).length > 0) return true
    return false
  })

export const claimJobs = (dialect: Dialect): WorkStore['claimJobs'] => async ({ topics, nowMs, limit, owner, leaseUntilMs }) => {
  if (topics.length === 0 || !(await isAnythingReady(dialect, topics, nowMs))) return []
  return dialect.transaction(async (connection) => {
    const rows: SqlRow[] = []
    for (const kind of KINDS) if (rows.length < limit) rows.push(...(await ready(connection, kind, topics, nowMs, limit - rows.length, dialect.skipLocked)))
    const claimed = rows.map((row) => ({ ...readJob(row), fence: Number(row.fence) + 1, leaseOwner: owner, leaseUntilMs }))
    await updateAll(connection, 'jobs', claimed.map(({ id, fence }) => ({ id, fence, leaseOwner: owner, leaseUntilMs })))
    return claimed
  })
}
