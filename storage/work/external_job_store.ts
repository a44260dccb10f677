import type { JobHold } from '#engine/runtime/command_envelope'
import type { ClaimRequest, ExternalJob, ExternalJobSort, ExternalJobStore, LockChange, TopicRequest } from '#engine/runtime/ports/external_job_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { condition, joined, type SqlCondition } from '../queries/sql_condition.js'
import { readJob } from '../schema/read_rows.js'
import { updateAll } from '../write_rows.js'
import { externalJobConditions } from './external_job_conditions.js'

/** A row of jobs joined with its instance. */
const readExternalJob = (row: SqlRow): ExternalJob => ({
  ...readJob(row),
  definitionId: String(row.i_definition_id),
  definitionKey: String(row.i_definition_key),
  businessKey: row.i_business_key === null ? null : String(row.i_business_key),
  instanceStatus: String(row.i_status) as ExternalJob['instanceStatus'],
  data: row.i_data === undefined || row.i_data === null ? null : (JSON.parse(String(row.i_data)) as ExternalJob['data']),
})

const OF_INSTANCE =
  'i.definition_id as i_definition_id, i.definition_key as i_definition_key, i.business_key as i_business_key, i.status as i_status'

const listOf = (count: number): string => Array<string>(count).fill('?').join(', ')

const among = (column: string, values: readonly string[] | undefined): SqlCondition[] =>
  values === undefined ? [] : [values.length ? condition(`${column} in (${listOf(values.length)})`, ...values) : condition('1 = 0')]

/** Free jobs of one topic. The instance is looked at in a subquery, which a locking read leaves unlocked. */
const freeJobs = (dialect: Dialect, request: TopicRequest, nowMs: number): SqlCondition => {
  const ofInstance = joined([
    condition(`i.id = jobs.instance_id and i.status = 'active'`),
    ...(request.businessKey === undefined ? [] : [condition('i.business_key = ?', request.businessKey)]),
    ...among('i.definition_key', request.definitionKeys),
    ...among('i.definition_id', request.definitionIds),
    ...Object.entries(request.processVariables ?? {}).map(([name, value]) =>
      condition(`${dialect.jsonValue('i.data')} = ?`, `$."${name}"`, JSON.stringify(value)),
    ),
  ])
  return joined([
    condition(`kind = 'external' and topic = ? and state = 'ready' and due_at_ms <= ?`, request.topic, nowMs),
    condition('lease_until_ms is null or lease_until_ms <= ?', nowMs),
    condition(`exists (select 1 from instances i where ${ofInstance.sql})`, ...ofInstance.values),
  ])
}

const ORDERS = { priority: 'priority desc, due_at_ms, id', oldest: 'created_at_ms, id', newest: 'created_at_ms desc, id desc' } as const

/** The best of what the topics offer: as many as asked for, each with its topic's lock. */
const offered = async (
  connection: SqlConnection, dialect: Dialect, { topics, limit, nowMs, byAge }: ClaimRequest, lock: string,
): Promise<{ row: SqlRow; lockMs: number }[]> => {
  const found: { row: SqlRow; lockMs: number }[] = []
  for (const request of topics) {
    const { sql, values } = freeJobs(dialect, request, nowMs)
    const rows = await connection.all(`select * from jobs where ${sql} order by ${ORDERS[byAge ?? 'priority']} limit ${Math.trunc(limit)}${lock}`, values)
    for (const row of rows) found.push({ row, lockMs: request.lockMs })
  }
  const sign = byAge === 'newest' ? -1 : 1
  const before = (a: SqlRow, b: SqlRow): number =>
    byAge === undefined
      ? Number(b.priority) - Number(a.priority) || Number(a.due_at_ms) - Number(b.due_at_ms)
      : sign * (Number(a.created_at_ms) - Number(b.created_at_ms))
  return found.sort((a, b) => before(a.row, b.row)).slice(0, limit)
}

const isAnythingThere = (dialect: Dialect, request: ClaimRequest): Promise<boolean> =>
  dialect.read(async (connection) => (await offered(connection, dialect, { ...request, limit: 1 }, '')).length > 0)

const withInstances = async (connection: SqlConnection, dialect: Dialect, ids: readonly string[], withData: boolean): Promise<ExternalJob[]> => {
  const rows = await connection.all(
    `select j.*, ${OF_INSTANCE}${withData ? ', i.data as i_data' : ''} from ${dialect.idList} join jobs j on j.id = k.id` +
      ` join instances i on i.id = j.instance_id where j.kind = 'external'`,
    [JSON.stringify(ids)],
  )
  const byId = new Map(rows.map((row) => [String(row.id), readExternalJob(row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

const claim = async (dialect: Dialect, request: ClaimRequest): Promise<ExternalJob[]> => {
  if (!(await isAnythingThere(dialect, request))) return []
  return dialect.transaction(async (connection) => {
    const rows = await offered(connection, dialect, request, dialect.skipLocked)
    const claimed = rows.map(({ row, lockMs }) => ({
      id: String(row.id), fence: Number(row.fence) + 1, leaseOwner: request.owner, leaseUntilMs: request.nowMs + lockMs,
    }))
    if (claimed.length === 0) return []
    await updateAll(connection, 'jobs', claimed)
    return withInstances(connection, dialect, claimed.map(({ id }) => id), true)
  })
}

/** Changes one job under its row lock; `decide` says what becomes of it. */
const changeLock = (
  dialect: Dialect, jobId: string, decide: (job: SqlRow) => LockChange | { leaseOwner: string | null; leaseUntilMs: number | null; fence: number },
): Promise<LockChange> =>
  dialect.transaction(async (connection) => {
    const [job] = await connection.all(`select * from jobs where id = ? and kind = 'external'${dialect.forUpdate}`, [jobId])
    if (!job) return 'gone'
    const change = decide(job)
    if (typeof change === 'string') return change
    await updateAll(connection, 'jobs', [{ id: jobId, ...change }])
    return 'done'
  })

const isHeldBy = (job: SqlRow, { owner, fence }: JobHold): boolean => job.lease_owner === owner && (fence === null || Number(job.fence) === fence)

const isFree = (job: SqlRow, nowMs: number): boolean => job.lease_until_ms === null || Number(job.lease_until_ms) <= nowMs

const COLUMNS: Record<ExternalJobSort, string> = {
  id: 'j.id', lockExpirationTime: 'j.lease_until_ms', processInstanceId: 'j.instance_id', processDefinitionId: 'i.definition_id',
  processDefinitionKey: 'i.definition_key', taskPriority: 'j.priority', createTime: 'j.created_at_ms',
}

/** Jobs that workers outside fetch; see the port. */
export const externalJobStore = (dialect: Dialect): ExternalJobStore => ({
  claim: (request) => claim(dialect, request),

  find: (jobId) => dialect.read(async (connection) => (await withInstances(connection, dialect, [jobId], false))[0] ?? null),

  list: (filter, order, page) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined(externalJobConditions(filter))
      const sort = [...order.map(({ by, isDescending }) => `${COLUMNS[by]}${isDescending ? ' desc' : ''}`), 'j.id'].join(', ')
      const rows = await connection.all(
        `select j.*, ${OF_INSTANCE} from jobs j join instances i on i.id = j.instance_id where ${sql}` +
          ` order by ${sort} limit ${Math.trunc(page.limit)} offset ${Math.trunc(page.first)}`,
        values,
      )
      return rows.map(readExternalJob)
    }),

  count: (filter) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined(externalJobConditions(filter))
      const [row] = await connection.all(`select count(*) as n from jobs j join instances i on i.id = j.instance_id where ${sql}`, values)
      return Number(row.n)
    }),

  lock: (jobId, owner, nowMs, untilMs) =>
    changeLock(dialect, jobId, (job) => {
      const isTaken = !isFree(job, nowMs) && job.lease_owner !== owner
      return isTaken ? 'lost' : { leaseOwner: owner, leaseUntilMs: untilMs, fence: Number(job.fence) + 1 }
    }),

  extend: (hold, nowMs, untilMs) =>
    changeLock(dialect, hold.jobId, (job) => {
      if (!isHeldBy(job, hold)) return 'lost'
      return isFree(job, nowMs) ? 'expired' : { leaseOwner: hold.owner, leaseUntilMs: untilMs, fence: Number(job.fence) }
    }),

  release: (jobId, hold) =>
    changeLock(dialect, jobId, (job) => {
      if (hold && !isHeldBy(job, hold)) return 'lost'
      return { leaseOwner: null, leaseUntilMs: null, fence: Number(job.fence) }
    }),

  setPriority: (jobId, priority) =>
    dialect.transaction(
      async (connection) => (await connection.run(`update jobs set priority = ? where id = ? and kind = 'external'`, [priority, jobId])) > 0,
    ),
})
