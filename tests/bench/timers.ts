import { createTestDatabase } from '#tests/runtime/support/test_database'
import { openTestEngine, START_MS, type TestEngine } from '#tests/runtime/support/test_engine'
import { publish } from '#tests/runtime/support/commands'
import { WAITS_AN_HOUR } from '#tests/runtime/support/models'
import { probeDatabase } from './bus_probe.js'
import type { BenchRow } from './row.js'

const TIMERS = Number(process.env.BENCH_TIMERS ?? 100_000)
/** Seconds for a hundred thousand. */
const GOAL_SECONDS = 60
const STARTED_AT_ONCE = 1_000
const HOUR_MS = 3_600_000
const LI = { kind: 'user', id: 'li' } as const

const startAll = async ({ engine }: TestEngine): Promise<void> => {
  for (let started = 0; started < TIMERS; started += STARTED_AT_ONCE) {
    const size = Math.min(STARTED_AT_ONCE, TIMERS - started)
    await Promise.all(Array.from({ length: size }, () => engine.start({ definitionKey: 'hour', variables: {}, actor: LI })))
  }
}

/** What the database holds after the storm: timers left, tasks made, and instances whose journal says that a timer fired other than once. */
const outcome = (test: TestEngine) =>
  test.storage.database.dialect.read(async (connection) => {
    const one = async (sql: string) => Number((await connection.all(sql))[0].n)
    return {
      left: await one(`select count(*) as n from due_items where kind = 'timer'`),
      tasks: await one(`select count(*) as n from tasks where state = 'open'`),
      notOnce: await one('select count(*) as n from instances where revision <> 2'),
    }
  })

/**
 * Every timer due at the same instant: seconds until all have fired, each a durable command of its own with journal and task rows. The
 * probe writes as many times the rows of a completion, in groups of the same size, and nothing else.
 */
export const benchTimers = async (input: { databaseUrl?: string } = {}): Promise<BenchRow[]> => {
  if (input.databaseUrl) process.env.TEST_DATABASE_URL = input.databaseUrl
  else delete process.env.TEST_DATABASE_URL
  const database = await createTestDatabase()
  const groups: { commands: number }[] = []
  const test = await openTestEngine({ database, hooks: { measured: (group) => void groups.push(group) } })
  try {
    await publish(test.engine, { hour: WAITS_AN_HOUR })
    await startAll(test)
    groups.length = 0
    test.clock.nowMs = START_MS + HOUR_MS
    const from = performance.now()
    await test.engine.drain()
    const seconds = (performance.now() - from) / 1000
    const { left, tasks, notOnce } = await outcome(test)
    if (left !== 0 || tasks !== TIMERS || notOnce !== 0) throw new Error(`Expected ${TIMERS} timers to fire once each, but ${left} are left, ${tasks} tasks stand, ${notOnce} did not fire once.`)
    const perGroup = groups.reduce((sum, { commands }) => sum + commands, 0) / groups.length
    const probe = TIMERS / (await probeDatabase(test.storage.database.dialect, perGroup))
    const goal = (GOAL_SECONDS * TIMERS) / 100_000
    const row = (name: string, value: number, unit: string, more: Partial<BenchRow> = {}): BenchRow => ({
      name: `${name} (${database.name})`, value: Number(value.toPrecision(4)), unit, goal: null, met: null, ...more,
    })
    return [
      row(`${TIMERS.toLocaleString('en-US')} timers due at once, all fired`, seconds, 's', { goal, met: seconds <= goal, probe: Number(probe.toPrecision(4)) }),
      row('timers per second', TIMERS / seconds, '1/s'),
      row('timers per group', perGroup, ''),
    ]
  } finally {
    await test.close()
    await database.drop()
  }
}
