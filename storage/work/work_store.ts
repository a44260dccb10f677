import type { WorkStore } from '#engine/runtime/ports/work_store'
import type { Dialect } from '../dialects/dialect.js'
import { readInstanceCommand } from '../schema/read_rows.js'
import { claimDueTimers } from './claim_due_timers.js'
import { claimJobs } from './claim_jobs.js'
import { failJob, retryJob } from './fail_job.js'
import { forgetClaims } from './forget_claims.js'
import { forgetTakenCommands, noteFailedCommand, releaseParkedCommands } from './failed_commands.js'

/** Claims of the workers; on MySQL two nodes never take the same row (SKIP LOCKED), on SQLite there is one process. */
export const workStore = (dialect: Dialect): WorkStore => ({
  claimDueTimers: claimDueTimers(dialect),
  claimJobs: claimJobs(dialect),
  forgetClaims: forgetClaims(dialect),
  failJob: failJob(dialect),
  retryJob: retryJob(dialect),
  noteFailedCommand: noteFailedCommand(dialect),
  releaseParkedCommands: releaseParkedCommands(dialect),

  finishJob: (jobId, fence) =>
    dialect.transaction(async (connection) => (await connection.run('delete from jobs where id = ? and fence = ?', [jobId, fence])) > 0),

  releaseJob: (jobId, fence) =>
    dialect.transaction(
      async (connection) => (await connection.run('update jobs set lease_owner = null, lease_until_ms = null where id = ? and fence = ?', [jobId, fence])) > 0,
    ),

  leftInstanceCommands: ({ olderThanMs, limit, nowMs }) =>
    dialect.read(async (connection) => {
      const rows = await connection.all(
        'select * from instance_commands c where created_at_ms <= ? and not exists (select 1 from failed_commands f' +
          ' where f.source_instance_id = c.source_instance_id and f.source_seq = c.source_seq and f.position = c.position' +
          ' and (f.retry_at_ms is null or f.retry_at_ms > ?))' +
          ` order by created_at_ms, source_instance_id, source_seq, position limit ${Math.trunc(limit)}`,
        [olderThanMs, nowMs],
      )
      return rows.map(readInstanceCommand)
    }),

  nextDueMs: () =>
    dialect.read(async (connection) => {
      const [timer] = await connection.all(`select min(due_at_ms) as due from due_items where kind in ('timer', 'watch')`)
      const [job] = await connection.all(`select min(due_at_ms) as due from jobs where state = 'ready' and kind <> 'external'`)
      const [start] = await connection.all('select min(due_at_ms) as due from start_timers')
      const instants = [timer?.due, job?.due, start?.due].filter((due) => due !== null && due !== undefined).map(Number)
      return instants.length ? Math.min(...instants) : null
    }),

  removeStaleAnswers: (beforeMs) =>
    dialect.transaction(async (connection) => {
      await forgetTakenCommands(connection)
      const first = await connection.run('delete from idempotency where created_at_ms < ?', [beforeMs])
      const second = await connection.run('delete from stored_answers where created_at_ms < ?', [beforeMs])
      await connection.run('delete from sessions where expires_at_ms < ?', [beforeMs])
      await connection.run('delete from failure_counters where first_at_ms < ? and (locked_until_ms is null or locked_until_ms < ?)', [beforeMs, beforeMs])
      return first + second
    }),
})
