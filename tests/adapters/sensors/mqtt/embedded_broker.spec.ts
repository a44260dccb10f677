import { connect as connectTcp } from 'node:net'
import { test } from '@japa/runner'
import { connect, type IClientOptions, type MqttClient } from 'mqtt'
import { createLineRecord } from '#adapters/sensors/lines/line_record'
import { openEmbeddedBroker, type EmbeddedBroker, type EmbeddedBrokerSettings } from '#adapters/sensors/mqtt/embedded_broker'
import { createTestTools } from '../line_tools.js'
import { until } from '../recording_intake.js'
import { makeCertificate } from './make_certificate.js'

/** An error on the way, such as a reset, is one way to be closed. */
const closed = (what: { once(event: 'close', heard: () => void): unknown }): Promise<void> => new Promise((resolve) => void what.once('close', () => resolve()))
const refusalOf = (client: MqttClient): Promise<Error & { code?: number | string }> => new Promise((resolve) => void client.once('error', resolve))

test.group('embedded MQTT broker', (group) => {
  let close: (() => Promise<void>)[] = []
  group.each.teardown(async () => {
    for (const one of close) await one()
    close = []
  })

  const open = async (more: Partial<EmbeddedBrokerSettings> = {}) => {
    const tools = createTestTools()
    const record = createLineRecord((refusal) => tools.refused('mqtt', refusal))
    const broker = await openEmbeddedBroker({ host: '127.0.0.1', port: 0, tls: null, maxConnections: 100, ...more }, tools, record)
    close.push(() => broker.close())
    return { tools, record, broker }
  }
  const clientOf = (broker: EmbeddedBroker, username: string, more: IClientOptions = {}): MqttClient => {
    const client = connect(`mqtt://127.0.0.1:${broker.port}`, { username, password: `secret of ${username}`, reconnectPeriod: 0, ...more })
    client.on('error', () => undefined)
    close.unshift(async () => void (await client.endAsync(true)))
    return client
  }
  const connected = async (broker: EmbeddedBroker, username: string, more: IClientOptions = {}): Promise<MqttClient> => {
    const client = clientOf(broker, username, more)
    await new Promise((resolve) => client.once('connect', resolve))
    return client
  }
  const upOf = (name: string) => `devices/${name}/up`
  const tilt = (messageId: string, value = 22.4) => JSON.stringify({ messageId, values: { tilt: value } })

  test('the PUBACK leaves when the reading is committed, not before', async ({ assert }) => {
    const { tools, broker, record } = await open()
    const client = await connected(broker, 'nb/A1')
    const commit = tools.intake.hold()
    let isAcked = false
    const acked = client.publishAsync(upOf('nb/A1'), tilt('m1'), { qos: 1 }).then(() => (isAcked = true))
    await until(() => tools.intake.waiting() === 1, 'it is on its way')
    await new Promise((resolve) => setTimeout(resolve, 30))
    assert.isFalse(isAcked)
    commit()
    await acked
    assert.deepEqual(tools.intake.kept.map(({ source, deviceId, values }) => ({ source, deviceId, values })), [{ source: 'nb', deviceId: 'A1', values: { tilt: 22.4 } }])
    await client.publishAsync(upOf('nb/A1'), tilt('m1'), { qos: 1 })
    await client.publishAsync(upOf('nb/A1'), tilt('m2'), { qos: 2 })
    assert.deepInclude(record.figures(), { accepted: 2, duplicates: 1, connections: 1 })
  })

  test('only who has the secret comes in; the name alone, another name and a platform are told apart', async ({ assert }) => {
    const { broker, record, tools } = await open()
    for (const more of [{ password: 'wrong' }, { username: 'nb/A2', password: 'secret of nb/A1' }, { username: 'nb', password: 'secret of nb/A1' }, { password: '' }, { username: '', password: '' }]) {
      const client = clientOf(broker, 'nb/A1', more)
      assert.equal((await refusalOf(client)).code, 4)
    }
    assert.equal(record.figures().refused['E_LINE_PASSWORD'], 5)
    assert.lengthOf(tools.intake.kept, 0)
  })

  test('a password guessed ten times in a minute is not looked at any more', async ({ assert }) => {
    const { broker, tools } = await open()
    const codes: unknown[] = []
    for (let tries = 0; tries < 11; tries++) {
      codes.push((await refusalOf(clientOf(broker, 'nb/A1', { password: `guess ${tries}` }))).code)
    }
    assert.deepEqual(codes, [...Array<number>(10).fill(4), 3])
    await connected(broker, 'nb/A2')
    assert.deepEqual(tools.refusedLogins.map(({ line, name, isLast }) => [line, name, isLast]), Array.from({ length: 10 }, () => ['mqtt', 'nb/A1', false]))
  })

  test('a connection goes with its secret, and with its device or platform: at its next word, or within seconds if it says nothing', async ({ assert }) => {
    const { broker, record, tools } = await open()
    const [silent, other, platform] = [await connected(broker, 'nb/A1'), await connected(broker, 'nb/A2'), await connected(broker, 'nb')]
    const gone = closed(silent)
    tools.changeSecret('nb/A1', 'another')
    await gone
    assert.equal((await refusalOf(clientOf(broker, 'nb/A1'))).code, 4)
    await connected(broker, 'nb/A1', { password: 'another' })
    await other.publishAsync(upOf('nb/A2'), tilt('m1'), { qos: 1 })
    const cutOff = closed(platform)
    tools.changeSecret('nb', null)
    platform.publish(upOf('nb/A3'), tilt('m2'), { qos: 1 })
    await cutOff
    assert.deepEqual(tools.intake.kept.map(({ deviceId }) => deviceId), ['A2'])
    assert.equal(record.figures().refused['E_LINE_REVOKED'], 2)
    assert.equal(tools.refusals.at(-1)?.device, 'nb')
  })

  for (const topic of ['devices/nb/A2/up', 'devices/other/A1/up', 'devices/nb/A1/down', 'devices/nb/A1/up/more', '$SYS/x', 'x'] as const) {
    test(`a device that publishes to ${topic} is cut off and nothing is kept`, async ({ assert }) => {
      const { broker, tools } = await open()
      const client = await connected(broker, 'nb/A1')
      const ended = closed(client)
      client.publish(topic, tilt('m1'), { qos: 1 })
      await ended
      assert.equal(tools.refusals.at(-1)?.code, 'E_LINE_TOPIC')
      assert.lengthOf(tools.intake.kept, 0)
    })
  }

  test('a platform speaks for its devices, and for no others', async ({ assert }) => {
    const { broker, tools } = await open()
    const client = await connected(broker, 'nb')
    await client.publishAsync(upOf('nb/A1'), `[${tilt('m1')},${tilt('m2')}]`, { qos: 1 })
    await client.publishAsync(upOf('nb/A2'), tilt('m1'), { qos: 1 })
    assert.deepEqual(tools.intake.kept.map(({ deviceId }) => deviceId), ['A1', 'A1', 'A2'])
    const ended = closed(client)
    client.publish(upOf('other/A1'), tilt('m1'), { qos: 1 })
    await ended
    assert.lengthOf(tools.intake.kept, 3)
  })

  test('a message that nobody can read is acknowledged, counted, and its sender told why on its own topic alone', async ({ assert }) => {
    const { broker, record, tools } = await open()
    const client = await connected(broker, 'nb/A1')
    const heard: string[] = []
    client.on('message', (_topic, payload) => void heard.push(payload.toString()))
    await client.subscribeAsync('devices/nb/A1/down')
    for (const foreign of ['#', 'devices/nb/A2/down', 'devices/nb/+/down', 'devices/nb/A1/up', '$SYS/#']) {
      assert.equal((await client.subscribeAsync(foreign).catch(() => [{ qos: 128 }]))[0]?.qos, 128, foreign)
    }
    for (const payload of ['{not json', '{"tilt":1}', Buffer.from([0xff, 0xfe]), '{"deviceId":"A2"}']) await client.publishAsync(upOf('nb/A1'), payload, { qos: 1 })
    await until(() => heard.length === 4, 'the reasons came')
    assert.deepEqual(heard.map((text) => (JSON.parse(text) as { code: string }).code), ['E_LINE_PAYLOAD', 'E_MESSAGE_EMPTY', 'E_LINE_PAYLOAD', 'E_MESSAGE_FOREIGN'])
    assert.deepEqual(record.figures().refused, { E_LINE_PAYLOAD: 2, E_MESSAGE_EMPTY: 1, E_MESSAGE_FOREIGN: 1 })
    const platform = await connected(broker, 'nb')
    await platform.publishAsync(upOf('nb/nobody'), tilt('m1'), { qos: 1 })
    assert.equal(tools.refusals.at(-1)?.code, 'E_DEVICE_UNKNOWN')
  })

  test('too long a packet never reaches the parser; another protocol is not listened to', async ({ assert }) => {
    const { broker, record, tools } = await open()
    const client = await connected(broker, 'nb/A1')
    const ended = closed(client)
    client.publish(upOf('nb/A1'), 'x'.repeat(70_000), { qos: 1 })
    await ended
    // CONNECT of 250 MB, and a browser
    for (const bytes of [Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 0]), Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x7f])]) {
      const socket = connectTcp(broker.port!, '127.0.0.1').on('error', () => undefined)
      socket.write(bytes)
      await closed(socket)
    }
    assert.equal(record.figures().refused['E_LINE_TOO_LARGE'], 4)
    assert.lengthOf(tools.intake.kept, 0)
    await until(() => record.figures().connections === 0, 'nobody is left')
  })

  test('nobody takes over the connection of another by its client id', async ({ assert }) => {
    const { broker } = await open()
    const one = await connected(broker, 'nb/A1', { clientId: 'same' })
    const two = await connected(broker, 'nb/A2', { clientId: 'same' })
    await two.publishAsync(upOf('nb/A2'), tilt('m1'), { qos: 1 })
    await one.publishAsync(upOf('nb/A1'), tilt('m1'), { qos: 1 })
    assert.isTrue(one.connected)
    const again = await connected(broker, 'nb/A1', { clientId: 'same' })
    await until(() => !one.connected, 'its own second connection takes over')
    assert.isTrue(again.connected)
  })

  test('a storm against a full queue waits in the sockets, is acknowledged afterwards and is kept once', async ({ assert }) => {
    const { broker, tools, record } = await open()
    tools.intake.setFull(true)
    const clients = await Promise.all(Array.from({ length: 10 }, (_, n) => connected(broker, `nb/S${n}`)))
    const sent = clients.map((client, n) => Promise.all(Array.from({ length: 400 }, (_, m) => client.publishAsync(upOf(`nb/S${n}`), JSON.stringify({ messageId: `m${m}`, values: { note: 'x'.repeat(400) } }), { qos: 1 }))))
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.lengthOf(tools.intake.kept, 0)
    assert.isBelow(tools.intake.asked(), 10 * 200, 'messages taken off the sockets meanwhile')
    tools.intake.setFull(false)
    await Promise.all(sent)
    assert.deepEqual([tools.intake.kept.length, record.figures().accepted, record.figures().duplicates], [4_000, 4_000, 0])
  })

  test('a broken intake acknowledges nothing and cuts the device off; it sends again and is kept once', async ({ assert }) => {
    const { broker, tools } = await open()
    tools.intake.failNext(1)
    const client = await connected(broker, 'nb/A1', { reconnectPeriod: 10 })
    await client.publishAsync(upOf('nb/A1'), tilt('m1'), { qos: 1 })
    assert.lengthOf(tools.intake.kept, 1)
    assert.deepEqual(tools.errors, ['the database is away'])
  })

  test('more connections than allowed are refused, a client that never says who it is is dropped', async ({ assert }) => {
    const { broker, record } = await open({ maxConnections: 2, connectLimitMs: 1_000 })
    const silent = connectTcp(broker.port!, '127.0.0.1').on('error', () => undefined)
    await new Promise((resolve) => silent.once('connect', resolve))
    await connected(broker, 'nb/A1')
    const third = connectTcp(broker.port!, '127.0.0.1').on('error', () => undefined)
    await closed(third)
    assert.equal(record.figures().refused['E_LINE_TOO_MANY'], 1)
    await until(() => record.figures().connections === 1, 'the silent one is dropped')
  })

  test('by TLS, with a certificate that the device checks', async ({ assert }) => {
    const certificate = makeCertificate()
    if (!certificate) return console.log('NOT RUN  openssl not found: MQTT over TLS')
    const { broker, tools } = await open({ port: null, tls: { port: 0, ...certificate } })
    assert.isNull(broker.port)
    const client = connect(`mqtts://localhost:${broker.tlsPort}`, { username: 'nb/A1', password: 'secret of nb/A1', ca: certificate.cert, reconnectPeriod: 0 })
    close.unshift(async () => void (await client.endAsync(true)))
    await client.publishAsync(upOf('nb/A1'), tilt('m1'), { qos: 1 })
    assert.lengthOf(tools.intake.kept, 1)
    const distrustful = connect(`mqtts://localhost:${broker.tlsPort}`, { username: 'nb/A1', password: 'secret of nb/A1', reconnectPeriod: 0 })
    assert.match((await refusalOf(distrustful)).message, /self.signed/)
    await distrustful.endAsync(true)
  })
})
