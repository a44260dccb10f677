import type { Event } from '#engine/kernel/events'
import { hotTableNamed } from '#storage/schema/hot_tables'
import type { Dialect } from '#storage/dialects/dialect'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { bpmn, flow } from '#tests/runtime/support/models'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'
import { multiplyRows } from './scale_rows.js'
import type { BenchRow } from './row.js'

/** Instances written one by one through the bus; the rest are their copies. */
const GENUINE = 1_000
const INSTANCES = Number(process.env.SCALE_INSTANCES ?? 1_000_000)
/** Steps completed in each: one journal row for the start and one for each. */
const STEPS = 9
const SAMPLES = 300
const LI = { kind: 'user', id: 'li' } as const

const step = (n: number): string => `<bpmn:userTask id="t${n}" name="第${n}步" camunda:candidateGroups="role:clerk"/>`
/** A row of tasks, long enough for ten journal rows before the one that stays open. */
const ROW = bpmn('row', `<bpmn:startEvent id="start"/>${Array.from({ length: STEPS + 3 }, (_, n) => step(n + 1) + flow(`f${n}`, n === 0 ? 'start' : `t${n}`, `t${n + 1}`)).join('')}<bpmn:endEvent id="end"/>${flow('last', `t${STEPS + 3}`, 'end')}`)

const percentile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0

async function timed(times: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  for (let n = 0; n < times; n += 1) {
    const before = performance.now()
    await work(n)
    took.push(performance.now() - before)
  }
  return took
}

const tasksIn = (events: readonly Event[]): string[] => events.flatMap((event) => (event.type === 'TaskCreated' ? [event.taskId] : []))

async function startOne({ engine }: TestEngine, n: number): Promise<{ instanceId: string; taskId: string }> {
  const answer = await engine.start({ definitionKey: 'row', actor: LI, title: `关于某项许可的申请 ${n}`, variables: { applicant: '某餐饮店', town: '星沙街道', area: n % 400 } })
  if (!answer.ok) throw new Error(answer.rejection.message)
  return { instanceId: answer.instanceId, taskId: tasksIn(answer.events)[0] as string }
}

async function completeOne({ engine }: TestEngine, instanceId: string, taskId: string): Promise<string> {
  const command = { type: 'CompleteTask', taskId, by: 'li', outcome: null, opinion: '同意', data: { note: '已核对' } } as const
  const answer = await engine.bus.submit({ instanceId, command, actor: LI })
  if (!answer.ok) throw new Error(answer.rejection.message)
  return tasksIn(answer.events)[0] as string
}

/** One that waits at its tenth task, with ten journal rows. */
async function genuine(test: TestEngine, n: number): Promise<void> {
  let { instanceId, taskId } = await startOne(test, n)
  for (let done = 0; done < STEPS; done += 1) taskId = await completeOne(test, instanceId, taskId)
  void instanceId
}

interface Measured {
  inboxP50: number
  inboxP99: number
  /** Medians, ms. */
  start: number
  complete: number
}

async function measure(test: TestEngine): Promise<Measured> {
  const viewer = { userId: 'li', principals: ['user:li', 'role:clerk'] }
  const list = (after: string | null) => test.engine.tasks.list({ view: 'claimable', viewer, nowMs: Date.now() }, 'dueAt', { limit: 50, after })
  let after: string | null = null
  for (let n = 0; n < 20; n += 1) after = (await list(after)).next
  const inbox = await timed(SAMPLES, async (n) => {
    const page = await list(n % 2 === 0 ? null : after)
    if (n % 2 === 1 && page.next !== null) after = page.next
    return page
  })
  await timed(30, (n) => startOne(test, n))
  const started: { instanceId: string; taskId: string }[] = []
  const start = await timed(SAMPLES, async (n) => started.push(await startOne(test, n)))
  const complete = await timed(SAMPLES, async (n) => completeOne(test, (started[n] as { instanceId: string }).instanceId, (started[n] as { taskId: string }).taskId))
  return { inboxP50: percentile(inbox, 0.5), inboxP99: percentile(inbox, 0.99), start: percentile(start, 0.5), complete: percentile(complete, 0.5) }
}

/** Bytes of the rows of the instances, their indexes included, as the database counts them. */
async function bytesNow(dialect: Dialect): Promise<number> {
  const sql = dialect.name === 'sqlite'
    ? 'select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()'
    : 'select sum(data_length + index_length) as bytes from information_schema.tables where table_schema = database()'
  return dialect.read(async (connection) => {
    if (dialect.name === 'mysql') await connection.all('analyze table instances, tasks, task_candidates, journal, journal_values, instance_terms, instance_participants')
    return Number((await connection.all(sql))[0]?.bytes)
  })
}

/** What one more started instance adds, over two thousand of them. */
async function bytesEachWaiting(test: TestEngine, dialect: Dialect): Promise<number> {
  const STARTED = 2_000
  const before = await bytesNow(dialect)
  for (let n = 0; n < STARTED; n += 50) await Promise.all(Array.from({ length: 50 }, (_, k) => startOne(test, n + k)))
  return ((await bytesNow(dialect)) - before) / STARTED
}

const countOf = async (dialect: Dialect, table: string): Promise<number> =>
  dialect.read(async (connection) => Number((await connection.all(`select count(*) as n from ${hotTableNamed(table).name}`))[0]?.n))

/**
 * A million waiting instances and ten million journal rows: what an inbox page, a start and a completion cost there, beside the same at a
 * thousand. `SCALE_INSTANCES` makes it smaller.
 */
export async function benchScale(input: { databaseUrl?: string } = {}): Promise<BenchRow[]> {
  if (input.databaseUrl) process.env.TEST_DATABASE_URL = input.databaseUrl
  else delete process.env.TEST_DATABASE_URL
  const database = await createTestDatabase()
  const test = await openTestEngine({ database, options: { clock: Date.now } })
  const { dialect } = test.storage.database
  try {
    const published = await test.engine.packages.publish({ resources: [{ name: 'row.bpmn', content: ROW }], origin: 'api', publishedBy: null })
    if (!published.ok) throw new Error(published.diagnostics.map(({ message }) => message).join('\n'))
    for (let n = 0; n < GENUINE; n += 50) await Promise.all(Array.from({ length: 50 }, (_, k) => genuine(test, n + k)))
    const before = await measure(test)
    const waiting = await bytesEachWaiting(test, dialect)
    const bytesBefore = await bytesNow(dialect)
    const instancesBefore = await countOf(dialect, 'instances')
    const copies = Math.max(0, Math.round(INSTANCES / GENUINE) - 1)
    const filled = performance.now()
    await multiplyRows(dialect, copies, (done) => process.stdout.write(`\r   ${database.name}: ${(done * GENUINE).toLocaleString('en-US')} instances`))
    console.log(` in ${((performance.now() - filled) / 1000).toFixed(0)} s`)
    const [instances, journal] = [await countOf(dialect, 'instances'), await countOf(dialect, 'journal')]
    const bytesEach = ((await bytesNow(dialect)) - bytesBefore) / Math.max(1, instances - instancesBefore)
    const after = await measure(test)
    const row = (name: string, value: number, unit: string, goal: number | null = null): BenchRow => ({
      name: `${name} (${database.name}, ${instances.toLocaleString('en-US')} instances)`, value, unit, goal, met: goal === null ? null : value <= goal,
    })
    return [
      row('journal rows', journal, 'rows'),
      row('inbox page p50', after.inboxP50, 'ms'),
      row('inbox page p99', after.inboxP99, 'ms', 20),
      row('inbox page p99 at 1,000', before.inboxP99, 'ms'),
      row('start, times its cost at 1,000', after.start / before.start, '×', 1.2),
      row('completion, times its cost at 1,000', after.complete / before.complete, '×', 1.2),
      row('bytes per instance that waits at its first task, indexes and journal', waiting, 'B', 4096),
      row('bytes per instance that waits after ten steps, indexes and journal', bytesEach, 'B'),
    ]
  } finally {
    await test.close()
    await database.drop()
  }
}
