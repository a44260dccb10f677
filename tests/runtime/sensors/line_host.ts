/**
 * A node with its lines, as `npm start` wires them, that can be stopped short: HOLD=receive keeps what was received from the database, HOLD=commit
 * keeps the answer from the line once it is committed. Prints `held` when it does so, and `kept [...]` of every reading when asked by a line on its
 * standard input. Killed from outside.
 */
import { createInterface } from 'node:readline'
import { compose } from '#adapters/bootstrap/compose'
import { createClock } from '#adapters/bootstrap/clock'
import { NO_LINES } from '#adapters/bootstrap/line_settings'
import { openSensorLines } from '#adapters/bootstrap/open_sensor_lines'
import { MOST_IN_FLIGHT } from '#adapters/sensors/mqtt/outside_broker'
import { readTopicTemplate, UP_TOPIC } from '#adapters/sensors/mqtt/topic'
import type { Device } from '#processes/foundation/alarms/device'
import type { Intake } from '#processes/foundation/alarms/message'
import { configurationFor } from '#tests/runtime/numbers/numbers_call'

export const DEVICES = ['embedded', 'outside', 'station'] as const
export const SECRET = 'a secret of tests only'

const never = new Promise<never>(() => undefined)

const holding = (intake: Intake, at: string | undefined): Intake => ({
  async take(messages, receivedAtMs) {
    if (at === 'receive') {
      console.log('held')
      return never
    }
    const taken = await intake.take(messages, receivedAtMs)
    if (at !== 'commit') return taken
    console.log('held')
    return never
  },
})

async function host(): Promise<void> {
  const { DATA_DIR: dataDir, DATABASE_URL: databaseUrl, MQTT_PORT, OUTSIDE_URL, HJ212_PORT, HOLD } = process.env
  const composition = await compose(configurationFor({ dataDir: dataDir!, ...(databaseUrl ? { databaseUrl } : {}) }), createClock(null))
  const { services, storage } = composition
  const { book, store, digest } = services.devices
  const device = (deviceId: string): Device => ({
    source: 'nb', deviceId, kind: 'manhole', name: deviceId, address: '示例路', town: 'street_xingsha', grid: null, longitude: null, latitude: null, owner: 'urban', parent: null, area: null, offlineAfterMs: null,
    enabled: true, drill: false,
  })
  await store.put(DEVICES.map((id) => ({ device: device(id), secretHash: digest(`nb/${id}`, SECRET) })), 'test', Date.now())
  await book.refresh()
  const onError = (error: unknown): void => console.error(error)
  const lines = openSensorLines(
    {
      ...NO_LINES, mqttPort: Number(MQTT_PORT), hj212: { port: Number(HJ212_PORT), source: 'nb' },
      outside: { url: OUTSIDE_URL!, version: 4, username: null, password: null, ca: null, clientId: 'node', topic: readTopicTemplate(UP_TOPIC, 'nb')!, group: null, mostInFlight: MOST_IN_FLIGHT },
    },
    { intake: holding(services.alarms.intake, HOLD), register: book, refused: () => undefined, clock: Date.now, onError, refusedLogin: () => undefined },
    // its own name: a killed node's lease runs for a quarter of a minute, and that is another spec's
    { leases: storage.engine.leases, cursors: storage.lineCursors, nodeId: 'one' },
  )
  for (const line of await lines.start()) console.log(line)
  console.log('ready')
  createInterface({ input: process.stdin }).on('line', () => {
    void Promise.all(DEVICES.map(async (id) => (await services.alarms.queries.readings(`nb/${id}`, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }, { limit: 50, after: null })).data.length))
      .then((counts) => console.log(`kept ${JSON.stringify(counts)}`), onError)
  })
}

if (process.argv[1] === import.meta.filename) await host()
