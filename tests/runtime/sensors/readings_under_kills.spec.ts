import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import type { DeviceMessage } from '#processes/foundation/alarms/message'
import { createRandom } from '#tests/crash/seeded_random'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'
import { openOutside, type OutsideDatabase } from '#tests/storage/outside_database'
import { createTestDatabase, type TestDatabase } from '../support/test_database.js'
import { aRule, openSensorDesk } from './sensor_desk.js'

/** The soak ring asks for 200,000. */
const READINGS = Number(process.env.READINGS_SENT ?? 10_000)
const KILLS = READINGS > 20_000 ? 12 : 3
const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)
const LIMIT_MS = 120_000 + READINGS * 5
const BATCH = 50
const DEVICES = 500
/** Each so many-th device is tilted all the time. */
const TILTED_EVERY = 10
/** A process started later sees the claims of one that was killed run out: its clock is a minute further. */
const LEASE_MS = 61_000

interface Host {
  child: ChildProcess
  /** Batches sent and not yet said to be committed. */
  open: Set<number>
}

const messageOf = (n: number): DeviceMessage => {
  const values = { tilt: n % DEVICES % TILTED_EVERY === 0 ? 30 : 2 }
  return { source: 'nb', deviceId: `K${n % DEVICES}`, messageId: `m${n}`, eventAtMs: null, values, alarm: null, position: null, drill: false, raw: JSON.stringify(values) }
}

const batchOf = (seq: number): string =>
  JSON.stringify({ seq, messages: Array.from({ length: Math.min(BATCH, READINGS - seq * BATCH) }, (_, n) => messageOf(seq * BATCH + n)) })

/** Killed between receiving and committing, or between committing and saying so: the sender sends again what nobody has acknowledged. */
test.group('readings taken by processes that are killed', (group) => {
  let database: TestDatabase
  let outside: OutsideDatabase
  let starts = 0
  const children = new Set<ChildProcess>()
  const batches = Math.ceil(READINGS / BATCH)
  const waiting = Array.from({ length: batches }, (_, seq) => seq).toReversed()
  const done = new Set<number>()
  let refused = 0

  group.setup(async () => {
    database = await createTestDatabase()
    console.log(`readings: ${READINGS} sent, ${KILLS} kills; READINGS_SENT=${READINGS} SOAK_SEED=${SEED} plays this schedule again`)
    const desk = await openSensorDesk({ database })
    await desk.stores.rules.change({ of: 'rule', id: 'tilt', rule: aRule(), basedOn: 'new', atMs: 1, changedBy: 'admin' })
    await desk.close()
    outside = await openOutside(database.config.databaseUrl ?? join(database.config.dataDir, 'xingliu.sqlite'))
  })
  group.teardown(async () => {
    for (const child of children) child.kill('SIGKILL')
    await outside?.close()
    await database.drop()
  })

  const send = (host: Host): void => {
    while (host.open.size < 8) {
      const seq = waiting.pop()
      if (seq === undefined) return
      host.open.add(seq)
      host.child.stdin!.write(`${batchOf(seq)}\n`)
    }
  }

  const startHost = async (): Promise<Host> => {
    const { dataDir, databaseUrl } = database.config
    const { DATABASE_URL: _database, ...inherited } = process.env
    const child = spawn(process.execPath, [...TYPESCRIPT_LOADER, fileURLToPath(new URL('reading_host.ts', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...inherited, NODE_ENV: 'test', DATA_DIR: dataDir, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}), CLOCK_AHEAD_MS: String(starts++ * LEASE_MS) },
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    child.stdin!.on('error', () => undefined)
    const host: Host = { child, open: new Set() }
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
      createInterface({ input: child.stdout! }).on('line', (line) => {
        if (line === 'ready') return resolve()
        const [seq, rejected] = line.split(' ').map(Number)
        refused += rejected
        host.open.delete(seq)
        done.add(seq)
        send(host)
      })
    })
    return host
  }

  const end = async ({ child }: Host, signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  const count = async (sql: string): Promise<number> => Number((await outside.all(sql))[0]!.n)
  const until = async (isSo: () => boolean | Promise<boolean>, what: string): Promise<void> => {
    for (const limit = Date.now() + LIMIT_MS; !(await isSo());) {
      if (Date.now() > limit) throw new Error(`Expected ${what}, but it did not happen.`)
      await delay(5)
    }
  }

  test('each reading is there once, each tilted device has one alarm, one case, and one word to those above', async ({ assert }) => {
    const random = createRandom(SEED)
    const running = await Promise.all(Array.from({ length: database.name === 'mysql' ? 2 : 1 }, startHost))
    running.forEach(send)
    const inFlight: number[] = []
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const goal = Math.round((batches * (kill - 0.2 + 0.4 * random())) / (KILLS + 1))
      await until(() => done.size >= goal, `${goal} batches to be committed`)
      const index = Math.floor(random() * running.length)
      const killed = running[index]!
      await end(killed, 'SIGKILL')
      // what it had read and not written any more is with us already
      await delay(20)
      inFlight.push(killed.open.size)
      waiting.push(...killed.open)
      running[index] = await startHost()
      send(running[index])
    }
    await until(() => done.size === batches, 'every batch to be committed')
    const tilted = DEVICES / TILTED_EVERY
    await until(async () => (await count(`select count(*) as n from alarms where instance_id is not null`)) === tilted, 'every case to have begun')
    for (const host of running) await end(host, 'SIGTERM')
    console.log(`readings: killed with ${inFlight.join(', ')} batches on their way`)

    assert.equal(refused, 0)
    assert.isAbove(Math.max(...inFlight), 0, 'a process was killed in the midst of it')
    assert.equal(await count('select count(*) as n from readings'), READINGS)
    assert.equal(await count('select count(*) as n from (select distinct device, message_key from readings) t'), READINGS)
    assert.equal(await count('select count(*) as n from alarms'), tilted)
    assert.equal(await count('select count(*) as n from instances'), tilted)
    assert.equal(await count('select count(*) as n from alarm_actions'), 0)
    assert.equal(await count('select count(*) as n from deliveries'), tilted, 'told above in the same commit, once')
    assert.equal(await count(`select count(distinct order_key) as n from deliveries where kind = 'alarm' and seq = 1`), tilted)
    assert.equal(await count('select count(*) as n from alarms a join instances i on i.id = a.id'), tilted)
  }).timeout(LIMIT_MS * 3)
})
