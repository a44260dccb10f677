import type { LivenessFinding, LivenessRows, LivenessRun, LivenessStore, StrayRow } from '#engine/runtime/ports/liveness_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { plainReader, readInstance } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

/** Rows that stand for something an instance waits for: their table, and which of its rows count. */
const KINDS: readonly (readonly [kind: StrayRow['kind'], table: string, counts: string])[] = [
  ['task', 'tasks', `t.state = 'open'`],
  ['timer', 'due_items', `t.kind = 'timer'`],
  ['subscription', 'subscriptions', '1 = 1'],
  ['job', 'jobs', `t.kind <> 'follow-up'`],
  // incidents of participants' jobs belong to no token: their id is `<job>:i<n>` with a job `<instance>:<revision>:f<n>`
  ['incident', 'incidents', `t.resolved_at_ms is null and (t.job_id is null or t.job_id not like '%:f%')`],
]

const SCANNED = 2_000

interface FoundRows extends LivenessRows {
  tasks: Map<string, string | null>
  called: Map<string, boolean>
}

const KEY: Readonly<Record<Exclude<StrayRow['kind'], 'task'>, 'timers' | 'subscriptions' | 'jobs' | 'incidents'>> = {
  timer: 'timers', subscription: 'subscriptions', job: 'jobs', incident: 'incidents',
}

const noRows = (): FoundRows => ({
  tasks: new Map(), timers: new Set(), subscriptions: new Set(), jobs: new Set(), incidents: new Set(), called: new Map(), hasCommands: false,
})

/** `cross join`: SQLite begins with the list, whatever it thinks of the other conditions. */
const readRows = async (connection: SqlConnection, dialect: Dialect, ids: readonly string[]): Promise<Map<string, LivenessRows>> => {
  const found = new Map(ids.map((id) => [id, noRows()]))
  const list = JSON.stringify(ids)
  const of = (row: SqlRow, column = 'instance_id') => found.get(String(row[column]))!
  for (const [kind, table, counts] of KINDS) {
    const columns = kind === 'task' ? 't.id, t.instance_id, t.assignee' : 't.id, t.instance_id'
    for (const row of await connection.all(`select ${columns} from ${dialect.idList} cross join ${table} t on t.instance_id = k.id where ${counts}`, [list])) {
      if (kind === 'task') of(row).tasks.set(String(row.id), row.assignee === null ? null : String(row.assignee))
      else (of(row)[KEY[kind]] as Set<string>).add(String(row.id))
    }
  }
  for (const row of await connection.all(
    `select t.id, t.caller_instance_id, t.ended_at_ms from ${dialect.idList} cross join instances t on t.caller_instance_id = k.id`, [list],
  )) of(row, 'caller_instance_id').called.set(String(row.id), row.ended_at_ms === null)
  for (const column of ['instance_id', 'source_instance_id']) {
    for (const row of await connection.all(`select distinct t.${column} from ${dialect.idList} cross join instance_commands t on t.${column} = k.id`, [list])) {
      of(row, column).hasCommands = true
    }
  }
  return found
}

/** Instances that run, among these. */
const runningAmong = async (connection: SqlConnection, dialect: Dialect, ids: readonly string[]): Promise<Set<string>> => {
  const rows = await connection.all(
    `select t.id from ${dialect.idList} cross join instances t on t.id = k.id where t.ended_at_ms is null`, [JSON.stringify([...new Set(ids)])],
  )
  return new Set(rows.map((row) => String(row.id)))
}

/** A table from its first row to its last, some rows at a time, so that nobody waits long. */
async function* straysOf(dialect: Dialect, [kind, table, counts]: (typeof KINDS)[number]): AsyncGenerator<StrayRow> {
  for (let after: string | null = null; ; ) {
    const last: string | null = after
    const page: { next: string | null; strays: StrayRow[] } = await dialect.read(async (connection) => {
      const ends = await connection.all(`select max(id) as last from (select id from ${table} where id > ? order by id limit ${SCANNED}) s`, [last ?? ''])
      const next = ends[0].last === null ? null : String(ends[0].last)
      if (next === null) return { next, strays: [] }
      const rows = await connection.all(`select t.id, t.instance_id from ${table} t where t.id > ? and t.id <= ? and ${counts} order by t.id`, [last ?? '', next])
      const running = rows.length ? await runningAmong(connection, dialect, rows.map((row) => String(row.instance_id))) : new Set()
      const strays = rows.filter((row) => !running.has(String(row.instance_id)))
      // one that has just been written with its instance's end is gone at the second look
      const still = strays.length ? await connection.all(`select t.id from ${dialect.idList} cross join ${table} t on t.id = k.id where ${counts}`, [JSON.stringify(strays.map(({ id }) => id))]) : []
      const ids = new Set(still.map((row) => String(row.id)))
      return { next, strays: strays.filter(({ id }) => ids.has(String(id))).map((row) => ({ kind, id: String(row.id), instanceId: String(row.instance_id) })) }
    })
    yield* page.strays
    if (page.next === null) return
    after = page.next
  }
}

const readRun = plainReader<LivenessRun>('liveness_runs')
const readFinding = plainReader<LivenessFinding>('liveness_findings')

export const livenessStore = (dialect: Dialect): LivenessStore => ({
  running: (after, limit) =>
    dialect.read(async (connection) =>
      (await connection.all(`select * from instances where ended_at_ms is null and id > ? order by id limit ${Math.trunc(limit)}`, [after ?? ''])).map(readInstance),
    ),
  runningOne: (instanceId) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from instances where id = ? and ended_at_ms is null', [instanceId])
      return row ? readInstance(row) : null
    }),
  rowsOf: (ids) => dialect.read((connection) => readRows(connection, dialect, ids)),
  async *strays() {
    for (const kind of KINDS) yield* straysOf(dialect, kind)
  },
  save: (run, findings) =>
    dialect.transaction(async (connection) => {
      for (const table of ['liveness_runs', 'liveness_findings']) await connection.run(`delete from ${table}`)
      await insertRows(connection, 'liveness_runs', [{ ...run }])
      await insertRows(connection, 'liveness_findings', findings.map((found, position) => ({ position, ...found, detail: found.detail.slice(0, 1_000) })))
    }),
  last: () =>
    dialect.read(async (connection) => {
      const [run] = await connection.all('select * from liveness_runs order by started_at_ms desc limit 1')
      if (!run) return null
      const findings = await connection.all('select * from liveness_findings order by position')
      return { run: readRun(run), findings: findings.map((row) => ({ instanceId: readFinding(row).instanceId, code: readFinding(row).code, detail: readFinding(row).detail })) }
    }),
})
