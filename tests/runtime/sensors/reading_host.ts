/**
 * A server process that only takes readings: storage, engine and sensors wired as elsewhere, every device known. Each line on stdin is
 * `{seq, messages}`; the line `seq` on stdout says that all of them are committed, or were before.
 */
import { createInterface } from 'node:readline'
import { createIdMaker } from '#adapters/bootstrap/new_id'
import { openSensors } from '#adapters/bootstrap/open_sensors'
import { createEngine } from '#engine/runtime/create_engine'
import { createSharedLook } from '#engine/runtime/workers/shared_look'
import type { DeviceMessage } from '#processes/foundation/alarms/message'
import type { AlarmsAbove } from '#processes/foundation/alarms/ports'
import { openStorage } from '#storage/open_storage'
import { testCalendar, testDirectory } from '../support/test_engine.js'
import { aDevice } from './sensor_desk.js'

const aheadMs = Number(process.env.CLOCK_AHEAD_MS)
const clock = () => Date.now() + aheadMs
const nodeId = `readings:${process.pid}`
const newId = createIdMaker(clock)
const onError = (error: unknown, where: string): void => void process.stderr.write(`${where}: ${error instanceof Error ? error.message : String(error)}\n`)

const storage = await openStorage({ dataDir: process.env.DATA_DIR!, ...(process.env.DATABASE_URL ? { databaseUrl: process.env.DATABASE_URL } : {}) })
const engine = createEngine(storage.engine, { participants: [], directory: () => testDirectory, calendar: () => testCalendar, clock, newId, nodeId }, { onError })
await engine.open()
const register = { find: (_source: string, deviceId: string) => aDevice(deviceId), authenticate: async () => true, authenticatePlatform: async () => true, credential: () => null }
const above: AlarmsAbove = {
  targets: () => [{ id: 'brain', takes: ['alarm'], businesses: null, channels: null, mappingVersion: '1', fullChain: false }], nameOf: (unit) => unit, nowMs: clock,
}
const sensors = await openSensors({ storage, engine, register, clock, newId, nodeId, readingsKeptDays: null, above, looks: createSharedLook(), onError })
engine.startWorkers()
sensors.start()

createInterface({ input: process.stdin }).on('line', (line) => {
  const { seq, messages } = JSON.parse(line) as { seq: number; messages: DeviceMessage[] }
  void sensors.alarms.intake.take(messages, clock()).then(
    (taken) => process.stdout.write(`${seq} ${taken.filter(({ kind }) => kind === 'rejected').length}\n`),
    (error: unknown) => onError(error, `batch ${seq}`),
  )
})
process.stdout.write('ready\n')
process.on('SIGTERM', () => {
  void sensors.stop().then(() => engine.stop()).then(() => storage.close()).then(() => process.exit(0))
})
