import { Agent, request } from 'node:http'
import { openSimulatedCounty } from '#adapters/bootstrap/simulate_county'
import { DEMO_DEVICES, DEMO_SOURCE } from '#adapters/sensors/simulate/demo_devices'
import { freePort } from '#tests/adapters/sensors/free_port'
import { DEMO_PASSWORD, startServer, type ServerProcess } from '#tests/http/server_process'
import { cpuSecondsOf } from './cpu_seconds.js'
import { openMqttPublisher, publishPacket } from './mqtt_publisher.js'
import type { BenchRow } from './row.js'

const READINGS = Number(process.env.BENCH_LINE_READINGS ?? 60_000)
/** Not measured: the code becomes warm. */
const WARM_UP = Math.ceil(READINGS / 6)
const GOAL = 10_000
const CONNECTIONS = 40
const IN_FLIGHT = 50
const HTTP_BATCH = 100
const HTTP_CONNECTIONS = 16

const DEVICES = DEMO_DEVICES.filter(({ source }) => source === DEMO_SOURCE)

/** Sends so many readings, numbered from `from`; resolves when every one is acknowledged. */
type Line = (from: number, count: number) => Promise<void>

/** What a calm device says: no rule is broken. */
const bodyOf = (n: number, startMs: number): object =>
  ({ messageId: `b${n}`, at: startMs + Math.floor(n / DEVICES.length), values: { tilt: (n * 7) % 14, battery: 90 - (n % 40), level: 0 } })

const deviceOf = (n: number): string => DEVICES[n % DEVICES.length]!.deviceId

/** One reading a PUBLISH, QoS 1, over connections of a platform. */
async function openMqttLine(port: number, secret: string, startMs: number): Promise<{ send: Line; close(): void }> {
  const publishers = await Promise.all(Array.from({ length: CONNECTIONS }, (_, n) => openMqttPublisher(port, `bench-${n}`, DEMO_SOURCE, secret)))
  const send: Line = async (from, count) => {
    const packets = Array.from({ length: count }, (_, index) => publishPacket(`devices/${DEMO_SOURCE}/${deviceOf(from + index)}/up`, JSON.stringify(bodyOf(from + index, startMs))))
    const share = Math.ceil(count / CONNECTIONS)
    await Promise.all(publishers.map((publisher, n) => publisher.publish(packets.slice(n * share, (n + 1) * share), IN_FLIGHT)))
  }
  return { send, close: () => publishers.forEach((publisher) => publisher.close()) }
}

/** Batches of a platform over kept connections. */
function openHttpLine(server: ServerProcess, secret: string, startMs: number): { send: Line; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: HTTP_CONNECTIONS })
  const post = (payload: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const outgoing = request({
        agent, host: '127.0.0.1', port: server.port, method: 'POST', path: '/api/v1/alarms',
        headers: { authorization: `Bearer ${DEMO_SOURCE}:${secret}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
      }, (incoming) => {
        let text = ''
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => {
          if (incoming.statusCode === 202) resolve((JSON.parse(text) as { accepted: number }).accepted)
          else reject(new Error(`Expected readings to be taken, but the answer is ${incoming.statusCode}: ${text.slice(0, 300)}`))
        })
      })
      outgoing.on('error', reject).end(payload)
    })
  const send: Line = async (from, count) => {
    const bodies = Array.from({ length: Math.ceil(count / HTTP_BATCH) }, (_, batch) => JSON.stringify(
      Array.from({ length: Math.min(HTTP_BATCH, count - batch * HTTP_BATCH) }, (_item, index) => from + batch * HTTP_BATCH + index).map((n) => ({ deviceId: deviceOf(n), ...bodyOf(n, startMs) })),
    ))
    let [next, accepted] = [0, 0]
    const sender = async (): Promise<void> => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
        const taken = await post(body)
        accepted += taken
      }
    }
    await Promise.all(Array.from({ length: HTTP_CONNECTIONS }, sender))
    if (accepted !== count) throw new Error(`Expected ${count} readings to be accepted, but ${accepted} were.`)
  }
  return { send, close: () => agent.destroy() }
}

async function measure(name: string, server: ServerProcess, from: number, send: Line): Promise<BenchRow[]> {
  await send(from, WARM_UP)
  const [cpuBefore, begun] = [cpuSecondsOf(server.process.pid!), performance.now()]
  await send(from + WARM_UP, READINGS)
  const perSecond = READINGS / ((performance.now() - begun) / 1_000)
  const cpuAfter = cpuSecondsOf(server.process.pid!)
  return [
    { name: `readings over ${name}, durable before they are acknowledged`, value: Number(perSecond.toPrecision(4)), unit: '1/s', goal: GOAL, met: perSecond >= GOAL },
    ...(cpuBefore === null || cpuAfter === null ? [] : [{
      name: `… processor time of the server, ${name}`, value: Number((((cpuAfter - cpuBefore) * 1_000_000) / READINGS).toPrecision(3)), unit: 'µs/reading', goal: null, met: null,
    }]),
  ]
}

/** The lines of a real server with the demo county's devices and rules: MQTT with one reading a message, HTTP with a hundred a request. Who sends is this process. */
export async function benchAlarmLines(input: { databaseUrl?: string } = {}): Promise<BenchRow[]> {
  if (input.databaseUrl) process.env.TEST_DATABASE_URL = input.databaseUrl
  else delete process.env.TEST_DATABASE_URL
  const port = await freePort()
  const server = await startServer({ env: { MQTT_PORT: String(port), HJ212_PORT: 'off' } })
  const on = input.databaseUrl ? 'mysql' : 'sqlite'
  const county = await openSimulatedCounty(server.url, { username: 'center_chief', password: DEMO_PASSWORD })
  try {
    const secret = (await county.prepare(() => undefined))[DEMO_SOURCE]!
    const startMs = Date.now()
    const mqtt = await openMqttLine(port, secret, startMs)
    const byMqtt = await measure(`MQTT QoS 1 (${on})`, server, 0, mqtt.send)
    mqtt.close()
    const http = openHttpLine(server, secret, startMs)
    const byHttp = await measure(`HTTP, ${HTTP_BATCH} a request (${on})`, server, READINGS + WARM_UP, http.send)
    http.close()
    return [...byMqtt, ...byHttp]
  } finally {
    await county.close()
    await server.stop()
  }
}
