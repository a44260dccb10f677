import { spawn, type ChildProcess } from 'node:child_process'
import { connect as connectTcp, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { Aedes } from 'aedes'
import { connect } from 'mqtt'
import { frameText } from '#adapters/sensors/hj212/packet'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'
import { freePort } from '#tests/adapters/sensors/free_port'
import { createTestDatabase, type TestDatabase } from '#tests/runtime/support/test_database'
import { SECRET } from './line_host.js'

interface Ports {
  mqtt: number
  outside: number
  station: number
}

const HOST = fileURLToPath(new URL('./line_host.ts', import.meta.url))

/** A node of its own process. */
function startNode({ config }: TestDatabase, ports: Ports, hold: 'receive' | 'commit' | null) {
  const child: ChildProcess = spawn(process.execPath, [...TYPESCRIPT_LOADER, HOST], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env, NODE_ENV: 'test', DATA_DIR: config.dataDir, DATABASE_URL: config.databaseUrl ?? '', MQTT_PORT: String(ports.mqtt), HJ212_PORT: String(ports.station),
      OUTSIDE_URL: `mqtt://127.0.0.1:${ports.outside}`, HOLD: hold ?? '',
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    async shows(isThere: (output: string) => boolean, what: string): Promise<void> {
      for (const end = Date.now() + 120_000; !isThere(output); await pause(20)) {
        if (child.exitCode !== null || Date.now() > end) throw new Error(`the node did not show ${what}:\n${output}`)
      }
    },
    output: () => output,
    ask: () => void child.stdin!.write('\n'),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** A station that sends its data every half second until it is answered, as the standard asks it to. */
function openStation(port: number): { isAnswered(): boolean; stop(): void } {
  let isAnswered = false
  const data = frameText(`QN=20261122100000001;ST=22;CN=2011;PW=${SECRET};MN=station;Flag=5;CP=&&DataTime=20261122100000;a34002-Rtd=0.1,a34002-Flag=N&&`)
  const timer = setInterval(() => {
    if (isAnswered) return
    const socket = connectTcp(port, '127.0.0.1').on('error', () => undefined).on('data', () => (isAnswered = true))
    socket.write(data)
  }, 500)
  return { isAnswered: () => isAnswered, stop: () => clearInterval(timer) }
}

test.group('lines under kills', () => {
  test('killed between receive and commit, and between commit and acknowledgement: each reading is there once, by every line', async ({ assert }) => {
    const database = await createTestDatabase()
    const ports = { mqtt: await freePort(), outside: await freePort(), station: await freePort() }
    const broker = await Aedes.createBroker()
    const subscribed = new Promise<void>((resolve) => void broker.once('subscribe', () => resolve()))
    const server = createServer((socket) => void broker.handle(socket))
    await new Promise<void>((resolve) => server.listen(ports.outside, '127.0.0.1', resolve))
    const device = connect(`mqtt://127.0.0.1:${ports.mqtt}`, { clientId: 'device', clean: false, username: 'nb/embedded', password: SECRET, reconnectPeriod: 200 })
    const upstream = connect(`mqtt://127.0.0.1:${ports.outside}`)
    device.on('error', () => undefined)
    const station = openStation(ports.station)
    let node = startNode(database, ports, 'receive')
    try {
      const acked = device.publishAsync('devices/nb/embedded/up', '{"messageId":"m1","values":{"tilt":1}}', { qos: 1 })
      await node.shows((output) => output.includes('ready'), 'that it is ready')
      // its subscription has to be there before something is published
      await subscribed
      await upstream.publishAsync('devices/nb/outside/up', '{"messageId":"m1","values":{"tilt":1}}', { qos: 1 })
      const heldAll = (output: string) => (output.match(/held/g)?.length ?? 0) >= 3
      await node.shows(heldAll, 'that all three were received')
      node.ask()
      await node.shows((output) => output.includes('kept'), 'what is kept')
      assert.include(node.output(), 'kept [0,0,0]')
      await node.kill()

      node = startNode(database, ports, 'commit')
      await node.shows(heldAll, 'that all three were committed')
      assert.isFalse(station.isAnswered())
      await node.kill()

      node = startNode(database, ports, null)
      await acked
      for (const end = Date.now() + 60_000; !station.isAnswered() && Date.now() < end;) await pause(50)
      assert.isTrue(station.isAnswered())
      await upstream.publishAsync('devices/nb/outside/up', '{"messageId":"m2","values":{"tilt":1}}', { qos: 1 })
      for (const end = Date.now() + 60_000; !node.output().includes('kept [1,2,1]') && Date.now() < end;) {
        node.ask()
        await pause(200)
      }
      assert.include(node.output(), 'kept [1,2,1]')
    } finally {
      station.stop()
      await node.kill()
      await Promise.all([device.endAsync(true), upstream.endAsync(true)])
      await new Promise<void>((resolve) => broker.close(resolve))
      server.close()
      await database.drop()
    }
  }).timeout(300_000)
})
