import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from '@japa/runner'
import { frameText } from '#adapters/sensors/hj212/packet'
import { createHj212Server, HJ212_DEFAULTS } from '#adapters/sensors/hj212/server'
import { createTestTools } from '../line_tools.js'
import { until } from '../recording_intake.js'

const dataOf = (minute: number, { mn = 'CS0001', password = `secret of hj212/CS0001`, flag = 5 } = {}): string =>
  frameText(`QN=2026112210${String(minute).padStart(2, '0')}00001;ST=22;CN=2011;PW=${password};MN=${mn};Flag=${flag};CP=&&DataTime=2026112210${String(minute).padStart(2, '0')}00;a34002-Rtd=0.1,a34002-Flag=N&&`)

test.group('HJ 212 server', (group) => {
  let close: (() => Promise<void>)[] = []
  group.each.teardown(async () => {
    for (const one of close) await one()
    close = []
  })

  const openServer = async (more = {}) => {
    const tools = createTestTools()
    const server = createHj212Server({ ...HJ212_DEFAULTS, host: '127.0.0.1', port: 0, ...more }, tools)
    await server.start()
    close.push(() => server.stop())
    return { tools, server }
  }
  const station = async (server: { port(): number | null }) => {
    const socket: Socket = connect(server.port()!, '127.0.0.1')
    await once(socket, 'connect')
    let heard = ''
    socket.setEncoding('latin1').on('data', (text: string) => (heard += text)).on('error', () => undefined)
    close.unshift(async () => void socket.destroy())
    return { socket, heard: () => heard, isClosed: () => socket.closed }
  }

  test('data are answered when they are kept, not before; asked for or not', async ({ assert }) => {
    const { tools, server } = await openServer()
    const { socket, heard } = await station(server)
    const commit = tools.intake.hold()
    socket.write(dataOf(1) + dataOf(2, { flag: 4 }))
    await until(() => tools.intake.waiting() === 2, 'both are on their way')
    assert.equal(heard(), '')
    commit()
    await until(() => heard().endsWith('\r\n'), 'an answer came')
    assert.equal(heard().match(/CN=9014/g)?.length, 1)
    assert.include(heard(), 'QN=20261122100100001')
    assert.lengthOf(tools.intake.kept, 2)
    assert.notInclude(tools.intake.kept[0]!.raw, 'secret')
  })

  test('the same data again are known; a wrong CRC has no effect but is counted; the connection stays', async ({ assert }) => {
    const { tools, server } = await openServer()
    const { socket } = await station(server)
    socket.write(dataOf(1) + dataOf(1) + dataOf(2).replace('0.1', '0.2') + dataOf(3))
    await until(() => tools.intake.kept.length === 2, 'two are kept')
    const { accepted, duplicates, refused } = server.record.figures()
    assert.deepEqual({ accepted, duplicates, refused }, { accepted: 2, duplicates: 1, refused: { E_LINE_CRC: 1 } })
    assert.isFalse(socket.closed)
  })

  test('a wrong password, garbage and too long a packet keep nothing and end the connection, with a reason', async ({ assert }) => {
    const { tools, server } = await openServer()
    for (const [text, code] of [[dataOf(1, { password: 'wrong' }), 'E_LINE_PASSWORD'], ['\x16\x03\x01\x02', 'E_LINE_GARBAGE'], [`##2000${'x'.repeat(2_000)}`, 'E_LINE_GARBAGE']] as const) {
      const { socket, isClosed } = await station(server)
      socket.write(text)
      await until(isClosed, `the server closes after ${code}`)
      assert.equal(tools.refusals.at(-1)?.code, code)
      assert.notInclude(tools.refusals.at(-1)?.raw ?? '', 'wrong')
    }
    assert.lengthOf(tools.intake.kept, 0)
    assert.equal(server.record.figures().connections, 0)
  })

  test('a password that is changed ends the connections it opened, and those alone; who guesses is written down and not looked at for ever', async ({ assert }) => {
    const { tools, server } = await openServer()
    const [own, byPlatform] = [await station(server), await station(server)]
    own.socket.write(dataOf(1))
    byPlatform.socket.write(dataOf(1, { mn: 'A2', password: 'secret of hj212' }))
    await until(() => tools.intake.kept.length === 2, 'both are kept')
    tools.changeSecret('hj212', 'another')
    await until(byPlatform.isClosed, 'the server closes what the old one opened')
    assert.isFalse(own.isClosed())
    own.socket.write(dataOf(2))
    await until(() => tools.intake.kept.length === 3, 'the other goes on')
    tools.changeSecret('hj212/CS0001', null)
    own.socket.write(dataOf(3))
    await until(own.isClosed, 'a device out of use says nothing more')
    assert.lengthOf(tools.intake.kept, 3)
    for (let guess = 0; guess < 12; guess++) {
      const { socket, isClosed } = await station(server)
      socket.write(dataOf(4, { mn: 'A9', password: `guess ${guess}` }))
      await until(isClosed, 'it is refused')
    }
    assert.lengthOf(tools.refusedLogins.filter(({ name, line }) => name === 'hj212/A9' && line === 'hj212'), 10)
    assert.isAtLeast(server.record.figures().refused['E_LINE_REVOKED'] ?? 0, 1)
  })

  test('the secret of the platform speaks for all its stations', async ({ assert }) => {
    const { tools, server } = await openServer()
    const { socket } = await station(server)
    socket.write(dataOf(1, { mn: 'A1', password: 'secret of hj212' }) + dataOf(1, { mn: 'A2', password: 'secret of hj212' }))
    await until(() => tools.intake.kept.length === 2, 'both are kept')
    assert.deepEqual(tools.intake.kept.map(({ deviceId }) => deviceId), ['A1', 'A2'])
  })

  test('while the intake is full the station waits unanswered; then everything is kept once', async ({ assert }) => {
    const { tools, server } = await openServer()
    const { socket, heard } = await station(server)
    tools.intake.setFull(true)
    for (let minute = 0; minute < 60; minute++) socket.write(dataOf(minute))
    await new Promise((resolve) => setTimeout(resolve, 80))
    assert.equal(heard(), '')
    tools.intake.setFull(false)
    await until(() => (heard().match(/9014/g)?.length ?? 0) === 60, 'all are answered')
    assert.lengthOf(tools.intake.kept, 60)
  })

  test('a broken intake answers nothing and ends the connection: the station sends again', async ({ assert }) => {
    const { tools, server } = await openServer()
    tools.intake.failNext(1)
    const first = await station(server)
    first.socket.write(dataOf(1))
    await until(first.isClosed, 'the server closes')
    assert.equal(first.heard(), '')
    assert.deepEqual(tools.errors, ['the database is away'])
    const second = await station(server)
    second.socket.write(dataOf(1))
    await until(() => second.heard() !== '', 'the second is answered')
    assert.lengthOf(tools.intake.kept, 1)
  })

  test('one connection too many is refused, and one that is silent is dropped', async ({ assert }) => {
    const { server } = await openServer({ maxConnections: 1, idleMs: 150 })
    const first = await station(server)
    const second = await station(server)
    await until(second.isClosed, 'the second is refused')
    assert.equal(server.record.figures().refused['E_LINE_TOO_MANY'], 1)
    await until(first.isClosed, 'the first is dropped for its silence')
  })
})
