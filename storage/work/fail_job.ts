import type { WorkStore } from '#engine/runtime/ports/work_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { putRows, updateRows } from '../write_rows.js'

const RELEASED = { leaseOwner: null, leaseUntilMs: null }

/** An incident of the job's instance, since no retries are left. */
const raiseIncident = async (connection: SqlConnection, job: SqlRow, message: string, nowMs: number): Promise<void> => {
  const instanceId = String(job.instance_id)
  const [instance] = await connection.all('select definition_key from instances where id = ?', [instanceId])
  await putRows(connection, 'incidents', [{
    id: `${job.id}:i${job.fence}`, instanceId, definitionKey: String(instance?.definition_key ?? ''), elementId: null, jobId: String(job.id),
    code: 'JOB_FAILED', message, raisedAtMs: nowMs, resolvedAtMs: null,
  }])
}

/** False when somebody else holds the lease by now. */
export const failJob = (dialect: Dialect): WorkStore['failJob'] => ({ jobId, fence, retriesLeft, retryAtMs, message, nowMs }) =>
  dialect.transaction(async (connection) => {
    const [job] = await connection.all(`select * from jobs where id = ? and fence = ? and lease_owner is not null${dialect.forUpdate}`, [jobId, fence])
    if (!job) return false
    const isOver = retriesLeft <= 0
    await updateRows(connection, 'jobs', ['id'], { id: jobId, retriesLeft, dueAtMs: retryAtMs, errorMessage: message, ...RELEASED, state: isOver ? 'failed' : 'ready' })
    if (isOver) await raiseIncident(connection, job, message, nowMs)
    return true
  })

/** Ready again, its incident resolved; of two at once the first does it, and a job that runs again keeps its lease. */
export const retryJob = (dialect: Dialect): WorkStore['retryJob'] => ({ jobId, incidentId, retries, nowMs }) =>
  dialect.transaction(async (connection) => {
    const resolved = await connection.run('update incidents set resolved_at_ms = ? where id = ? and job_id = ? and resolved_at_ms is null', [nowMs, incidentId, jobId])
    if (resolved === 0) return false
    await connection.run(
      `update jobs set state = 'ready', retries_left = ?, due_at_ms = ?, lease_owner = null, lease_until_ms = null where id = ? and state = 'failed'`,
      [retries, nowMs, jobId],
    )
    return true
  })
