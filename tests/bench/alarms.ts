import { handOver } from '#adapters/sensors/lines/hand_over'
import type { Device } from '#processes/foundation/alarms/device'
import type { DeviceMessage } from '#processes/foundation/alarms/message'
import { hotTableNamed } from '#storage/schema/hot_tables'
import { aDevice, aGrouping, aRule, GROUP_BUSINESS, openSensorDesk, TILTED, type SensorDesk } from '#tests/runtime/sensors/sensor_desk'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { cpuSecondsOf } from './cpu_seconds.js'
import type { BenchRow } from './row.js'

const READINGS = Number(process.env.BENCH_READINGS ?? 100_000)
const DEVICES = Math.min(10_000, READINGS)
const BATCH = 100
/** Batches on their way at once, as from so many connections. */
const AT_ONCE = 40
const DUPLICATES_EVERY = 50
const GOAL = 10_000
const PROBE_GROUP = 1_000
const STORM_TOWNS = 18
/** As many as the intake lets wait unless told otherwise. */
const QUEUE = 20_000

const kindsOf = ['manhole', 'pipe', 'air'] as const

const readingOf = (desk: SensorDesk, device: Device, n: number): DeviceMessage =>
  desk.messageOf(device.deviceId, { tilt: (n * 7) % 14, battery: 90 - (n % 40), level: n % 5 }, { messageId: `m${n}`, eventAtMs: desk.now() + Math.floor(n / DEVICES) * 1_000 })

/** Sends all batches, so many at once; milliseconds each waited for its durable answer. */
async function sendAll(desk: SensorDesk, batches: readonly DeviceMessage[][]): Promise<{ seconds: number; waits: number[]; kinds: Record<string, number> }> {
  const waits: number[] = []
  const kinds: Record<string, number> = {}
  let next = 0
  const sender = async (): Promise<void> => {
    for (let batch = batches[next++]; batch !== undefined; batch = batches[next++]) {
      const from = performance.now()
      for (const { kind } of await desk.intake.take(batch, desk.now())) kinds[kind] = (kinds[kind] ?? 0) + 1
      waits.push(performance.now() - from)
    }
  }
  const from = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
  return { seconds: (performance.now() - from) / 1_000, waits, kinds }
}

const batched = (messages: readonly DeviceMessage[]): DeviceMessage[][] => Array.from({ length: Math.ceil(messages.length / BATCH) }, (_, n) => messages.slice(n * BATCH, (n + 1) * BATCH))

/** The same rows in the same tables, a thousand in a durable transaction, and nothing else: no reading, no de-duplication, no rule. Readings per second. */
async function probeReadings(desk: SensorDesk): Promise<number> {
  const state = JSON.stringify({ filler: 'x'.repeat(320) })
  const { dialect } = desk.running.storage.database
  const none = { inserts: [], puts: [], updates: [], deletes: [] }
  const groups = Math.max(3, Math.min(40, READINGS / PROBE_GROUP))
  const ids = Array.from({ length: PROBE_GROUP }, (_, n) => `probe/${n}`)
  const from = performance.now()
  for (let group = 0; group < groups; group += 1) {
    const readings = ids.map((device) => ({
      device, messageKey: `m:${group}`, atMs: group, receivedAtMs: group, values: '{"tilt":7,"battery":80,"level":2}', alarm: null, drill: 0, skewed: 0, late: 0, raw: '{"tilt":7,"battery":80,"level":2}',
    }))
    const states = ids.map((id) => ({ id, state, heardAtMs: group, dueAtMs: null }))
    await dialect.transaction((connection) => connection.writeTables([
      { table: hotTableNamed('readings'), writes: { ...none, inserts: readings } },
      { table: hotTableNamed('device_states'), writes: { ...none, ...(group === 0 ? { inserts: states } : { updates: [{ by: ['id'], rows: states }] }) } },
    ]))
  }
  return (groups * PROBE_GROUP) / ((performance.now() - from) / 1_000)
}

const rounded = (value: number): number => Number(value.toPrecision(4))

async function benchCalm(desk: SensorDesk, database: string): Promise<BenchRow[]> {
  const devices = Array.from({ length: DEVICES }, (_, n) => aDevice(`B${n}`, { kind: kindsOf[n % 3], area: `road ${n % 500}`, town: `town ${n % STORM_TOWNS}`, offlineAfterMs: 3_600_000 }))
  desk.add(...devices)
  desk.rule(
    aRule({ levels: [{ severity: 'major', when: { type: 'lasting', forMs: 30_000, of: TILTED } }] }),
    aRule({ id: 'battery', kind: 'battery', deviceKinds: ['manhole', 'pipe', 'air'], levels: [{ severity: 'warning', when: { type: 'threshold', value: 'battery', above: null, below: 5, margin: 5, averageMs: null } }], business: null }),
    aRule({ id: 'offline', kind: 'offline', deviceKinds: [], levels: [{ severity: 'warning', when: { type: 'offline', afterMs: null } }], business: null }),
  )
  const messages = Array.from({ length: READINGS }, (_, n) => readingOf(desk, devices[n % DEVICES], n)).flatMap((message, n) => (n % DUPLICATES_EVERY === 0 ? [message, message] : [message]))
  const cpuBefore = cpuSecondsOf(process.pid)
  const { seconds, waits, kinds } = await sendAll(desk, batched(messages))
  const cpuAfter = cpuSecondsOf(process.pid)
  if (kinds.accepted !== READINGS || kinds.duplicate !== messages.length - READINGS) throw new Error(`Expected ${READINGS} readings once each, but got ${JSON.stringify(kinds)}.`)
  const [{ n: kept }] = await desk.running.storage.database.dialect.read((connection) => connection.all('select count(*) as n from readings'))
  if (Number(kept) !== READINGS) throw new Error(`Expected ${READINGS} readings to be kept, but there are ${kept}.`)
  const probe = await probeReadings(desk)
  const perSecond = messages.length / seconds
  waits.sort((one, other) => one - other)
  return [
    { name: `readings de-duplicated, followed by 3 rules, durable (${database})`, value: rounded(perSecond), unit: '1/s', goal: GOAL, met: perSecond >= GOAL, probe: rounded(probe) },
    ...(cpuBefore === null || cpuAfter === null ? [] : [{
      name: `… processor time, the database server's not counted (${database})`, value: rounded(((cpuAfter - cpuBefore) * 1_000_000) / messages.length), unit: 'µs/reading', goal: null, met: null,
    }]),
    { name: `… a batch of ${BATCH} waits, p50 (${database})`, value: rounded(waits[Math.floor(waits.length / 2)]), unit: 'ms', goal: null, met: null },
    { name: `… p99 (${database})`, value: rounded(waits[Math.floor(waits.length * 0.99)]), unit: 'ms', goal: null, met: null },
  ]
}

/** Everything at once, as when power comes back: what finds the queue full comes again, as a sender that was answered 503 or got no PUBACK. */
async function sendAllAtOnce(desk: SensorDesk, batches: readonly DeviceMessage[][]): Promise<{ seconds: number; turnedAway: number; mostWaiting: number; mostMemory: number }> {
  const seen = { turnedAway: 0, mostWaiting: 0, mostMemory: 0 }
  const counting = {
    take: (messages: readonly DeviceMessage[], atMs: number) => {
      const taken = desk.intake.take(messages, atMs)
      taken.catch(() => (seen.turnedAway += 1))
      seen.mostWaiting = Math.max(seen.mostWaiting, desk.intake.waiting)
      return taken
    },
  }
  const looking = setInterval(() => (seen.mostMemory = Math.max(seen.mostMemory, process.memoryUsage.rss())), 50)
  const from = performance.now()
  const { signal } = new AbortController()
  await Promise.all(batches.map((batch) => handOver(counting, batch, desk.now(), signal)))
  clearInterval(looking)
  return { seconds: (performance.now() - from) / 1_000, ...seen }
}

async function benchStorm(desk: SensorDesk, database: string): Promise<BenchRow[]> {
  const devices = Array.from({ length: READINGS }, (_, n) => aDevice(`S${n}`, { town: `storm town ${n % STORM_TOWNS}` }))
  desk.add(...devices)
  desk.rule(aRule())
  desk.group(aGrouping({ id: 'storm', name: '报警风暴', purpose: 'storm', kinds: [], by: ['kind', 'town'], withinMs: 60_000, count: 30, waitMs: 2_000, makes: { kind: 'storm', severity: 'major', business: GROUP_BUSINESS } }))
  const before = process.memoryUsage.rss()
  const { seconds, turnedAway, mostWaiting, mostMemory } = await sendAllAtOnce(desk, batched(devices.map((device) => desk.messageOf(device.deviceId, { tilt: 20 }))))
  await desk.pass(10_000)
  const { dialect } = desk.running.storage.database
  const started = await dialect.read(async (connection) => Number((await connection.all(`select count(*) as n from instances where definition_key in ('single_case', 'group_case')`))[0].n))
  const members = await dialect.read(async (connection) => Number((await connection.all(`select count(*) as n from alarms where held_by = 'group'`))[0].n))
  if (members !== READINGS || started < 1) throw new Error(`Expected all ${READINGS} alarms of the storm to be members of its groups, but ${members} are, in ${started} cases.`)
  const perSecond = READINGS / seconds
  return [
    { name: `storm: most readings that waited in memory (${database})`, value: mostWaiting, unit: '', goal: QUEUE, met: mostWaiting <= QUEUE },
    { name: `… batches of ${BATCH} turned away until there was room, all taken in the end (${database})`, value: turnedAway, unit: '', goal: null, met: null },
    { name: `… memory of the process grew by, its ${READINGS.toLocaleString('en-US')} messages among it (${database})`, value: rounded(Math.max(0, mostMemory - before) / 1_048_576), unit: 'MB', goal: null, met: null },
    { name: `storm: alarms raised and grouped (${database})`, value: rounded(perSecond), unit: '1/s', goal: null, met: null },
    { name: `storm of ${READINGS.toLocaleString('en-US')} in ${STORM_TOWNS} groups: cases started (${database})`, value: started, unit: '', goal: STORM_TOWNS, met: started <= STORM_TOWNS },
  ]
}

/** The intake without its lines: readings of ten thousand devices, then a storm in which every device raises an alarm. */
export const benchAlarms = async (input: { databaseUrl?: string } = {}): Promise<BenchRow[]> => {
  if (input.databaseUrl) process.env.TEST_DATABASE_URL = input.databaseUrl
  else delete process.env.TEST_DATABASE_URL
  const database = await createTestDatabase()
  const desk = await openSensorDesk({ database })
  try {
    return [...(await benchCalm(desk, database.name)), ...(await benchStorm(desk, database.name))]
  } finally {
    await desk.close()
    await database.drop()
  }
}
