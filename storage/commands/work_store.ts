import type { DueItemRow } from '#engine/runtime/ports/rows'
import type { InstanceCommandRow, WorkStore } from '#engine/runtime/ports/work_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { plainReader, readJob, rowReader } from '../schema/read_rows.js'
import { putRows, updateAll, updateRows } from '../write_rows.js'

const readDueItem = plainReader<DueItemRow>('due_items')
const readCommandColumns = rowReader('instance_commands')
const readCommand = (row: SqlRow): InstanceCommandRow => {
  const read = readCommandColumns(row)
  return { ...read, command: JSON.parse(String(read.command)) } as unknown as InstanceCommandRow
}

const leased = async (connection: SqlConnection, jobId: string, fence: number, lock: string): Promise<SqlRow | undefined> =>
  (await connection.all(`select * from jobs where id = ? and fence = ? and lease_owner is not null${lock}`, [jobId, fence]))[0]

/** Claims of the workers; on MySQL two nodes never take the same row (SKIP LOCKED), on SQLite there is one process. */
export const workStore = (dialect: Dialect): WorkStore => ({
  claimDueTimers: ({ nowMs, limit, owner, leaseUntilMs }) =>
    dialect.transaction(async (connection) => {
      const rows = await connection.all(
        `select * from due_items where kind = 'timer' and due_at_ms <= ? and (claimed_until_ms is null or claimed_until_ms <= ?)` +
          ` order by due_at_ms, id limit ${Math.trunc(limit)}${dialect.skipLocked}`,
        [nowMs, nowMs],
      )
      await updateAll(connection, 'due_items', rows.map((row) => ({ id: String(row.id), claimedBy: owner, claimedUntilMs: leaseUntilMs })))
      return rows.map(readDueItem)
    }),

  claimJobs: ({ topics, nowMs, limit, owner, leaseUntilMs }) =>
    dialect.transaction(async (connection) => {
      const rows = await connection.all(
        `select * from jobs where state = 'ready' and due_at_ms <= ? and kind <> 'external' and (lease_until_ms is null or lease_until_ms <= ?)` +
          ` and topic in (${topics.map(() => '?').join(',') || "''"}) order by due_at_ms, id limit ${Math.trunc(limit)}${dialect.skipLocked}`,
        [nowMs, nowMs, ...topics],
      )
      const claimed = rows.map((row) => ({ ...readJob(row), fence: Number(row.fence) + 1, leaseOwner: owner, leaseUntilMs }))
      await updateAll(connection, 'jobs', claimed.map(({ id, fence }) => ({ id, fence, leaseOwner: owner, leaseUntilMs })))
      return claimed
    }),

  finishJob: (jobId, fence) =>
    dialect.transaction(async (connection) => (await connection.run('delete from jobs where id = ? and fence = ?', [jobId, fence])) > 0),

  failJob: ({ jobId, fence, retriesLeft, retryAtMs, message, nowMs }) =>
    dialect.transaction(async (connection) => {
      const job = await leased(connection, jobId, fence, dialect.forUpdate)
      if (!job) return false
      const isOver = retriesLeft <= 0
      await updateRows(connection, 'jobs', ['id'], {
        id: jobId, retriesLeft, dueAtMs: retryAtMs, leaseOwner: null, leaseUntilMs: null, state: isOver ? 'failed' : 'ready',
      })
      if (!isOver) return true
      const [instance] = await connection.all('select definition_key from instances where id = ?', [String(job.instance_id)])
      await putRows(connection, 'incidents', [{
        id: `${jobId}:i${fence}`, instanceId: String(job.instance_id), definitionKey: String(instance?.definition_key ?? ''), elementId: null,
        jobId, code: 'JOB_FAILED', message, raisedAtMs: nowMs, resolvedAtMs: null,
      }])
      return true
    }),

  retryJob: ({ jobId, incidentId, retries, nowMs }) =>
    dialect.transaction(async (connection) => {
      await updateRows(connection, 'jobs', ['id'], { id: jobId, retriesLeft: retries, dueAtMs: nowMs, leaseOwner: null, leaseUntilMs: null, state: 'ready' })
      await updateRows(connection, 'incidents', ['id'], { id: incidentId, resolvedAtMs: nowMs })
    }),

  leftInstanceCommands: ({ olderThanMs, limit }) =>
    dialect.read(async (connection) => {
      const rows = await connection.all(
        `select * from instance_commands where created_at_ms <= ? order by created_at_ms, source_instance_id, source_seq, position limit ${Math.trunc(limit)}`,
        [olderThanMs],
      )
      return rows.map(readCommand)
    }),

  nextDueMs: () =>
    dialect.read(async (connection) => {
      const [timer] = await connection.all(`select min(due_at_ms) as due from due_items where kind = 'timer'`)
      const [job] = await connection.all(`select min(due_at_ms) as due from jobs where state = 'ready' and kind <> 'external'`)
      const instants = [timer?.due, job?.due].filter((due) => due !== null && due !== undefined).map(Number)
      return instants.length ? Math.min(...instants) : null
    }),

  removeStaleAnswers: (beforeMs) =>
    dialect.transaction(async (connection) => {
      const first = await connection.run('delete from idempotency where created_at_ms < ?', [beforeMs])
      return first + (await connection.run('delete from stored_answers where created_at_ms < ?', [beforeMs]))
    }),
})
