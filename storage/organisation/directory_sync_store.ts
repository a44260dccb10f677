import type { DirectorySyncStore, SyncRun, SyncWrite } from '#processes/foundation/organisation/directory_sync/sync_store'
import { appendAudit } from '../accounts/audit_store.js'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'
import { insertRows, putRows } from '../write_rows.js'
import { ORGANISATION_REVISION, organisationRow } from './organisation_store.js'
import { raiseRevision } from './revisions.js'

/** All columns but the report, which may be long. */
const SHORT = 'id, started_at_ms, ended_at_ms, `by`, outcome, night, digest, reason, counts'
const LONGEST_REASON = 1_000
/** Two nodes meet at the audit's next number; the loser tries again. */
const RETRIES = 8

const readColumns = rowReader('directory_syncs')
const readShort = (row: SqlRow) => ({ ...readColumns(row), counts: JSON.parse(String(row.counts)) }) as unknown as Omit<SyncRun, 'report'>

const rowOf = (run: SyncRun) => ({ ...run, reason: run.reason?.slice(0, LONGEST_REASON) ?? null, counts: JSON.stringify(run.counts), report: JSON.stringify(run.report) })

class StalePlan extends Error {}

/** History of synchronisations, and the one write that carries one out. */
export function directorySyncStore(dialect: Dialect): DirectorySyncStore {
  const hasNight = (night: string): Promise<boolean> =>
    dialect.read(async (connection) => (await connection.all('select id from directory_syncs where night = ?', [night])).length > 0)
  return {
    hasNight,
    async add(run) {
      try {
        await dialect.transaction(async (connection) => {
          await insertRows(connection, 'directory_syncs', [rowOf(run)])
          await connection.flush()
        })
        return true
      } catch (error) {
        if (run.night === null || !dialect.isDuplicate(error)) throw error
        return false
      }
    },
    async apply(write) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          await dialect.transaction((connection) => writeAll(connection, dialect, write))
          return 'applied'
        } catch (error) {
          if (error instanceof StalePlan) return 'stale'
          if (dialect.isDuplicate(error) && write.run.night !== null && (await hasNight(write.run.night))) return 'repeated'
          if (attempt >= RETRIES || !(dialect.isDuplicate(error) || dialect.isTransient(error))) throw error
        }
      }
    },
    list: (limit) =>
      dialect.read(async (connection) => (await connection.all(`select ${SHORT} from directory_syncs order by started_at_ms desc, id desc limit ${Math.trunc(limit)}`)).map(readShort)),
    find: (id) =>
      dialect.read(async (connection) => {
        const [row] = await connection.all('select * from directory_syncs where id = ?', [id])
        return row ? ({ ...readShort(row), report: JSON.parse(String(row.report)) } as SyncRun) : null
      }),
    forgetBefore: (atMs) => dialect.transaction(async (connection) => void (await connection.run('delete from directory_syncs where started_at_ms < ?', [atMs]))),
  }
}

/** Organisation, sessions, audit and history together: whoever is killed in between has done nothing. */
async function writeAll(connection: SqlConnection, dialect: Dialect, { expectedRevision, departments, people, posts, closed, audit, run }: SyncWrite): Promise<void> {
  if ((await raiseRevision(connection, dialect, ORGANISATION_REVISION)) !== expectedRevision + 1) throw new StalePlan()
  await putRows(connection, 'organisation_records', [
    ...departments.map((row) => organisationRow('department', row.id, row)), ...people.map((row) => organisationRow('person', row.id, row)),
    ...posts.map((row) => organisationRow('post', row.id, row)),
  ])
  for (const userId of closed) await connection.run('delete from sessions where user_id = ?', [userId])
  await appendAudit(connection, dialect, audit)
  await insertRows(connection, 'directory_syncs', [rowOf(run)])
  await connection.flush()
}
