import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { createRandom } from '#tests/crash/seeded_random'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'
import { openOutside, type OutsideDatabase } from '#tests/storage/outside_database'
import { verifyJournal } from '#tests/storage/verify_journal'
import { publish, start } from '../support/commands.js'
import { WAITS_AN_HOUR } from '../support/models.js'
import { createTestDatabase, type TestDatabase } from '../support/test_database.js'
import { openTestEngine } from '../support/test_engine.js'

/** The soak ring asks for 100,000. */
const TIMERS = Number(process.env.TIMERS_DUE ?? 4_000)
const KILLS = TIMERS > 10_000 ? 12 : 3
const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)
const LIMIT_MS = 120_000 + TIMERS * 20
/** A process started later sees the claims of one that was killed run out: its clock is a minute further. */
const LEASE_MS = 61_000

const prepare = async (database: TestDatabase): Promise<void> => {
  const test = await openTestEngine({ database, options: { clock: Date.now } })
  try {
    await publish(test.engine, { hour: WAITS_AN_HOUR })
    for (let n = 0; n < TIMERS; n += 500) await Promise.all(Array.from({ length: Math.min(500, TIMERS - n) }, () => start(test.engine, 'hour')))
  } finally {
    await test.close()
  }
}

test.group('timers due at once, fired by processes that are killed', (group) => {
  let database: TestDatabase
  let outside: OutsideDatabase
  let starts = 0
  const children = new Set<ChildProcess>()
  group.setup(async () => {
    database = await createTestDatabase()
    console.log(`timers: ${TIMERS} due at once, ${KILLS} kills; TIMERS_DUE=${TIMERS} SOAK_SEED=${SEED} plays this schedule again`)
    await prepare(database)
  })
  group.teardown(async () => {
    for (const child of children) child.kill('SIGKILL')
    await outside?.close()
    await database.drop()
  })

  const startProcess = async (): Promise<ChildProcess> => {
    const { dataDir, databaseUrl } = database.config
    const { DATABASE_URL: _database, ...inherited } = process.env
    const child = spawn(process.execPath, [...TYPESCRIPT_LOADER, fileURLToPath(new URL('timer_host.ts', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...inherited, NODE_ENV: 'test', DATA_DIR: dataDir, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
        CLOCK_AHEAD_MS: String(3_600_000 + starts++ * LEASE_MS),
      },
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    const started = Promise.race([once(child.stdout!, 'data'), once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`)))])
    await started
    return child
  }
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  const left = async (): Promise<number> => Number((await outside.all(`select count(*) as n from due_items where kind = 'timer'`))[0]!.n)

  test('all fire, none twice, none is lost', async ({ assert }) => {
    const random = createRandom(SEED)
    outside = await openOutside(database.config.databaseUrl ?? join(database.config.dataDir, 'xingliu.sqlite'))
    const running = await Promise.all(Array.from({ length: database.name === 'mysql' ? 2 : 1 }, startProcess))
    const go = (child: ChildProcess) => void child.stdin!.write('go\n')
    running.forEach(go)
    const killedAt: number[] = []
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const goal = Math.round(TIMERS * (1 - (kill - 0.2 + 0.4 * random()) / (KILLS + 1)))
      for (const until = Date.now() + LIMIT_MS; (await left()) > goal && Date.now() < until; ) await delay(3)
      const index = Math.floor(random() * running.length)
      await end(running[index]!, 'SIGKILL')
      killedAt.push(await left())
      running[index] = await startProcess()
      go(running[index])
    }
    for (const until = Date.now() + LIMIT_MS; (await left()) > 0 && Date.now() < until; ) await delay(20)
    for (const child of running) await end(child, 'SIGTERM')
    console.log(`timers: killed with ${killedAt.join(', ')} left`)

    assert.equal(await left(), 0)
    assert.isAbove(Math.max(...killedAt), 0, 'a process was killed in the midst of it')
    const count = async (sql: string) => Number((await outside.all(sql))[0]!.n)
    assert.equal(await count(`select count(*) as n from tasks where state = 'open'`), TIMERS)
    assert.equal(await count(`select count(*) as n from (select instance_id from tasks group by instance_id having count(*) <> 1) t`), 0)
    assert.equal(await count('select count(*) as n from instances where revision <> 2'), 0)
    assert.equal(await count('select count(*) as n from journal'), 2 * TIMERS)
    if (TIMERS <= 10_000) assert.deepEqual(await verifyJournal(outside), [])
  }).timeout(LIMIT_MS * 3)
})
