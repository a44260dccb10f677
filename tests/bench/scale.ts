import { existsSync } from 'node:fs'
import type { Dialect } from '#storage/dialects/dialect'
import { createTestDatabase, type TestDatabase } from '#tests/runtime/support/test_database'
import type { TestEngine } from '#tests/runtime/support/test_engine'
import { countOf, fill } from './scale/fill.js'
import { openKeptDatabase, type KeptDatabase } from './scale/kept_database.js'
import { openMeasured, playRound, timeLists, type Costs } from './scale/measure.js'
import { caseOf, startCase } from './scale/row_process.js'
import type { BenchRow } from './row.js'

/** The small database that a large one is compared with. */
const SMALL = 1_000
const ROUNDS = 8
const SAMPLES = 40

const { SCALE_DIR = null, SCALE_MEASURE = 'yes', SCALE_DATABASE = 'both' } = process.env
const INSTANCES = Number(process.env.SCALE_INSTANCES ?? (SCALE_DIR === null ? 20_000 : 1_000_000))

const percentile = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
const median = (values: readonly number[]): number => percentile(values, 0.5)
const noCosts = (): Costs => ({ start: [], completion: [], oldestCompletion: [] })

/** Bytes of the whole database, indexes included, as the database counts them. */
async function bytesNow(dialect: Dialect): Promise<number> {
  const sql = dialect.name === 'sqlite'
    ? 'select (page_count - freelist_count) * page_size as bytes from pragma_page_count(), pragma_freelist_count(), pragma_page_size()'
    : 'select sum(data_length + index_length) as bytes from information_schema.tables where table_schema = database()'
  return dialect.read(async (connection) => {
    if (dialect.name === 'mysql') await connection.all('analyze table instances, tasks, task_candidates, journal, instance_terms, instance_participants')
    return Number((await connection.all(sql))[0]?.bytes)
  })
}

/** What an instance that waits at its first task takes, over two thousand of them in the small database. */
async function bytesEachWaiting(small: TestEngine): Promise<number> {
  const STARTED = 2_000
  const { dialect } = small.storage.database
  const before = await bytesNow(dialect)
  for (let n = 0; n < STARTED; n += 50) await Promise.all(Array.from({ length: 50 }, (_, k) => startCase(small.engine, caseOf(n + k, '', 0))))
  return ((await bytesNow(dialect)) - before) / STARTED
}

/** A second database on the same server, or a second file, with a thousand instances. */
async function openSmall(large: KeptDatabase): Promise<TestDatabase> {
  const before = process.env.TEST_DATABASE_URL
  if (large.config.databaseUrl) process.env.TEST_DATABASE_URL = large.config.databaseUrl
  else delete process.env.TEST_DATABASE_URL
  const database = await createTestDatabase()
  if (before === undefined) delete process.env.TEST_DATABASE_URL
  else process.env.TEST_DATABASE_URL = before
  await fill({ ...database, folder: database.config.dataDir }, SMALL)
  return database
}

async function measure(database: KeptDatabase): Promise<BenchRow[]> {
  const smallDatabase = await openSmall(database)
  const [small, large] = [await openMeasured(smallDatabase), await openMeasured(database)]
  try {
    const { dialect } = large.storage.database
    const instances = await countOf(dialect, 'instances')
    const row = (name: string, value: number, unit: string, goal: number | null = null): BenchRow => ({
      name: `${name} (${database.name}, ${instances.toLocaleString('en-US')})`, value: Number(value.toPrecision(4)), unit, goal, met: goal === null ? null : value <= goal,
    })
    // a server that has just started has read no page yet: one round is not counted
    for (const one of [small, large]) await playRound(one, SAMPLES, noCosts(), ROUNDS)
    // by turns, so that a noisy moment weighs on both
    const [costs, smallCosts] = [noCosts(), noCosts()]
    for (let round = 0; round < ROUNDS; round += 1) {
      await playRound(small, SAMPLES, smallCosts, round)
      await playRound(large, SAMPLES, costs, round)
    }
    const lists = Object.entries(await timeLists(large)).flatMap(([name, took]) => [
      row(`${name} p50`, median(took), 'ms'), row(`${name} p99`, percentile(took, 0.99), 'ms', 20),
    ])
    const ratio = (name: string, of: keyof Costs, goal: number | null) => [
      row(`${name}, median`, median(costs[of]), 'ms'), row(`${name}, times its cost at ${SMALL}`, median(costs[of]) / median(smallCosts[of]), '×', goal),
    ]
    return [
      row('journal rows', await countOf(dialect, 'journal'), 'rows'), ...lists,
      ...ratio('start', 'start', 1.2), ...ratio('completion', 'completion', 1.2), ...ratio('completion of the oldest open task', 'oldestCompletion', null),
      row('bytes per instance that waits at its first task, indexes and journal', await bytesEachWaiting(small), 'B', 4096),
      row('bytes per instance of ten journal rows', (await bytesNow(dialect)) / instances, 'B'),
    ]
  } finally {
    await small.close()
    await large.close()
    await smallDatabase.drop()
  }
}

/** The stages on one database: filling, measuring, or both. */
async function scaleOn(name: 'sqlite' | 'mysql'): Promise<BenchRow[]> {
  const database = await openKeptDatabase(name, SCALE_DIR)
  try {
    if (SCALE_MEASURE !== 'only') {
      const from = performance.now()
      await fill(database, INSTANCES, (done) => process.stdout.write(`\r   ${name}: ${done.toLocaleString('en-US')} instances`))
      console.log(` in ${((performance.now() - from) / 1_000).toFixed(0)} s, in ${database.folder}`)
    }
    return SCALE_MEASURE === 'no' ? [] : await measure(database)
  } finally {
    await database.drop()
  }
}

/**
 * A million waiting instances and ten million journal rows: what pages of lists, a start and a completion cost there, beside the same at a thousand.
 * `SCALE_DIR` keeps the databases, so that they are filled once (`SCALE_MEASURE=no`) and measured apart (`SCALE_MEASURE=only`);
 * `SCALE_DATABASE` is `sqlite` or `mysql`, `SCALE_INSTANCES` their number.
 */
export async function benchScale(): Promise<BenchRow[]> {
  const names = (['sqlite', 'mysql'] as const).filter((name) => SCALE_DATABASE === 'both' || SCALE_DATABASE === name)
  const rows: BenchRow[] = []
  for (const name of names) {
    if (name === 'mysql' && !existsSync('/usr/sbin/mariadbd') && !existsSync('/usr/sbin/mysqld')) console.log('NOT RUN  MariaDB not found: scale was not measured on it')
    else rows.push(...(await scaleOn(name)))
  }
  return rows
}
