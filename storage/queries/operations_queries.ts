import { badCursor } from '#engine/runtime/errors'
import type { FailedCommandRow, HeldTriggerRow, OperationsQueries } from '#engine/runtime/ports/operations_queries'
import type { InstanceStatus } from '#engine/kernel/state'
import type { JobRow } from '#engine/runtime/ports/rows'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { readJob } from '../schema/read_rows.js'
import { listSignature, readCursor, writeCursor } from './cursor.js'
import { readTaskTimes } from './task_times.js'
import { beyond, condition, joined } from './sql_condition.js'

const counted = async (connection: SqlConnection, sql: string, values: readonly number[] = []): Promise<number> =>
  Number((await connection.all(`select count(*) as n from ${sql}`, values))[0].n)

const readFailed = (row: SqlRow): FailedCommandRow => ({
  sourceInstanceId: String(row.source_instance_id),
  sourceSeq: Number(row.source_seq),
  position: Number(row.position),
  instanceId: row.instance_id === null ? null : String(row.instance_id),
  type: (JSON.parse(String(row.command)) as { type: string }).type,
  createdAtMs: Number(row.created_at_ms),
  attempts: Number(row.attempts),
  retryAtMs: row.retry_at_ms === null ? null : Number(row.retry_at_ms),
  error: String(row.error),
})

const readHeld = (row: SqlRow): HeldTriggerRow => ({
  id: String(row.id), place: String(row.place), triggerName: String(row.trigger_name), arrivedAtMs: Number(row.arrived_at_ms),
})

/** Key of a failed command as a cursor's id. */
const keyText = (row: FailedCommandRow): string => JSON.stringify([row.sourceInstanceId, row.position])

const parseKey = (id: string): [string, number] => {
  const key = JSON.parse(id) as unknown
  if (!Array.isArray(key) || typeof key[0] !== 'string' || typeof key[1] !== 'number') throw badCursor()
  return [key[0], key[1]]
}

const FAILED =
  'select f.*, c.instance_id, c.command, c.created_at_ms from failed_commands f join instance_commands c' +
  ' on c.source_instance_id = f.source_instance_id and c.source_seq = f.source_seq and c.position = f.position'

/** For those who run the system: numbers, states and elements, nobody's data. */
export const operationsQueries = (dialect: Dialect): OperationsQueries => ({
  figures: (nowMs) =>
    dialect.read(async (connection) => {
      const instances = await connection.all('select definition_id, status, count(*) as n from instances group by definition_id, status')
      const jobs = await connection.all('select kind, state, count(*) as n from jobs group by kind, state')
      const [due] = await connection.all(`select count(*) as n, min(due_at_ms) as earliest from due_items where kind = 'timer' and due_at_ms <= ?`, [nowMs])
      return {
        instances: instances.map((row) => ({ definitionId: String(row.definition_id), status: row.status as InstanceStatus, count: Number(row.n) })),
        archived: await counted(connection, 'archived_instances'),
        openIncidents: await counted(connection, 'incidents where resolved_at_ms is null'),
        jobs: jobs.map((row) => ({ kind: row.kind as JobRow['kind'], state: row.state as JobRow['state'], count: Number(row.n) })),
        timers: await counted(connection, `due_items where kind = 'timer'`),
        overdueTimers: Number(due.n),
        earliestDueAtMs: due.earliest === null ? null : Number(due.earliest),
        sentCommands: await counted(connection, 'instance_commands'),
        failingCommands: await counted(connection, 'failed_commands where retry_at_ms is not null'),
        parkedCommands: await counted(connection, 'failed_commands where retry_at_ms is null'),
        awaitingCheckpoint: await counted(connection, 'instances where awaits_checkpoint = 1'),
      }
    }),

  taskTimes: (filter) => readTaskTimes(dialect, filter),

  jobs: (state, page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('jobs', state)
      const { sql, values } = joined([condition('t.state = ?', state), ...beyond('t.due_at_ms', 't.id', readCursor(page.after, signature), false)])
      const rows = await connection.all(`select t.* from jobs t where ${sql} order by t.due_at_ms, t.id limit ${Math.trunc(page.limit) + 1}`, values)
      const data = rows.slice(0, page.limit).map(readJob)
      const last = data[data.length - 1]
      return { data, next: rows.length > page.limit ? writeCursor(signature, { sort: last.dueAtMs, id: last.id }) : null }
    }),

  failedCommands: (page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('failed commands')
      const after = readCursor(page.after, signature)
      const [source, position] = after ? parseKey(after.id) : ['', -1]
      const where = 'f.source_instance_id > ? or (f.source_instance_id = ? and (f.source_seq > ? or (f.source_seq = ? and f.position > ?)))'
      const rows = await connection.all(
        `${FAILED} where ${where} order by f.source_instance_id, f.source_seq, f.position limit ${Math.trunc(page.limit) + 1}`,
        [source, source, after?.sort ?? -1, after?.sort ?? -1, position],
      )
      const data = rows.slice(0, page.limit).map(readFailed)
      const last = data[data.length - 1]
      return { data, next: rows.length > page.limit ? writeCursor(signature, { sort: last.sourceSeq, id: keyText(last) }) : null }
    }),

  releaseCommand: ({ sourceInstanceId, sourceSeq, position }) =>
    dialect.transaction(async (connection) => {
      const released = await connection.run(
        'delete from failed_commands where source_instance_id = ? and source_seq = ? and position = ?', [sourceInstanceId, sourceSeq, position],
      )
      return released > 0
    }),

  heldTriggers: (page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('held triggers')
      // a row without trigger is the lock of its place
      const { sql, values } = joined([condition(`t.trigger_name <> ''`), ...beyond('t.arrived_at_ms', 't.id', readCursor(page.after, signature), false)])
      const rows = await connection.all(
        `select t.id, t.place, t.trigger_name, t.arrived_at_ms from start_triggers t where ${sql} order by t.arrived_at_ms, t.id limit ${Math.trunc(page.limit) + 1}`, values,
      )
      const data = rows.slice(0, page.limit).map(readHeld)
      const last = data[data.length - 1]
      return { data, next: rows.length > page.limit ? writeCursor(signature, { sort: last.arrivedAtMs, id: last.id }) : null }
    }),

  dropHeldTrigger: (id) =>
    dialect.transaction(async (connection) => {
      const find = async (lock = ''): Promise<SqlRow | undefined> =>
        (await connection.all(`select id, place, trigger_name, arrived_at_ms from start_triggers where id = ? and trigger_name <> ''${lock}`, [id]))[0]
      const found = await find()
      if (found === undefined) return null
      // the place first, as those who gather take it: what is given up starts nothing that is decided meanwhile
      await connection.all(`select id from start_triggers where id = ?${dialect.forUpdate}`, [String(found.place)])
      const held = await find(dialect.forUpdate)
      if (held === undefined) return null
      await connection.run('delete from start_triggers where id = ?', [id])
      return readHeld(held)
    }),
})
