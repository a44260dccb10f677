import { test } from '@japa/runner'
import { createDeviceWatch } from '#adapters/sensors/intake/device_watch'
import type { Device } from '#processes/foundation/alarms/device'
import type { AlarmRule } from '#processes/foundation/alarms/rule'
import { aDevice, aRule, openSensorDesk, type SensorDesk } from './sensor_desk.js'

/** Minutes of a shorter hour: the desk looks every five seconds. */
const MINUTE = 10_000
const OFFLINE: AlarmRule = aRule({ id: 'offline', name: '设备离线', kind: 'offline', deviceKinds: [], levels: [{ severity: 'warning', when: { type: 'offline', afterMs: null } }], business: null })

test.group('devices that have never said anything', (group) => {
  let desk: SensorDesk
  let rules: AlarmRule[]
  let count = 0
  let look: () => Promise<void>
  const watching = () => createDeviceWatch({ store: desk.stores.watch, rules: () => rules, clock: desk.now })
  const inForce = (...some: AlarmRule[]): void => {
    rules = some
    desk.rule(...some)
  }
  group.setup(async () => {
    desk = await openSensorDesk()
    return () => desk.close()
  })
  group.each.setup(() => {
    inForce(OFFLINE)
    desk.silence()
    look = watching()
  })

  const register = async (...devices: Partial<Device>[]): Promise<string[]> => {
    const made = devices.map((device) => aDevice(`N${(count += 1)}`, { offlineAfterMs: 30 * MINUTE, ...device }))
    desk.add(...made)
    await desk.running.storage.devices.put(made.map((device) => ({ device })), 'li', desk.now())
    return made.map(({ deviceId }) => deviceId)
  }
  const pass = async (milliseconds: number): Promise<void> => {
    await look()
    await desk.pass(milliseconds)
  }
  const told = async (...ids: string[]) =>
    Promise.all(ids.map(async (id) => (await desk.alarmsOf(id)).map(({ kind, occurrences, raisedAtMs }) => `${kind} ${occurrences} ${Math.round((desk.now() - raisedAtMs) / MINUTE)}`)))

  test('are offline after their time, counted from the registration, once; one that is heard in time is not', async ({ assert }) => {
    const [silent, heard, disabled, unwatched] = await register({}, {}, { enabled: false }, { offlineAfterMs: null })
    await pass(29 * MINUTE)
    assert.deepEqual(await told(silent, heard), [[], []])
    assert.equal((await desk.stores.queries.lastHeard([`nb/${silent}`])).size, 0, 'its registration is not a word of it')
    await desk.send(heard, { tilt: 1 })
    await pass(2 * MINUTE)
    assert.deepEqual(await told(silent, heard, disabled, unwatched), [['offline 1 1'], [], [], []])
    // over a restart, and much later
    look = watching()
    await pass(20 * MINUTE)
    assert.deepEqual((await told(silent)).map((all) => all.length), [1])
    await desk.send(silent, { tilt: 1 })
    const [alarm] = await desk.alarmsOf(silent)
    assert.equal(alarm.state, 'cleared')
  })

  test('a server that was down meanwhile finds them; a silence holds them back; a drill stays one', async ({ assert }) => {
    const [silent, silenced, drilled] = await register({}, {}, { drill: true })
    desk.silence({
      id: 's', reason: '尚未安装', owner: 'li', fromMs: desk.now(), untilMs: desk.now() + 600 * MINUTE, devices: [`nb/${silenced}`], deviceKinds: [], alarmKinds: [], towns: [], areas: [],
      createdAtMs: desk.now(), endedAtMs: null,
    })
    desk.running.clock.nowMs += 45 * MINUTE
    look = watching()
    await pass(MINUTE)
    assert.deepEqual((await told(silent, silenced)).map((all) => all.length), [1, 1])
    assert.deepEqual([(await desk.alarmsOf(silenced))[0]!.heldBy, (await desk.alarmsOf(drilled))[0]!.drill], ['silence', true])
  })

  test('a rule that is made later, and a limit that is shortened, count from when the device was registered', async ({ assert }) => {
    inForce(aRule())
    const [later] = await register({})
    await pass(20 * MINUTE)
    inForce(aRule(), OFFLINE)
    await pass(11 * MINUTE)
    assert.deepEqual((await told(later)).map((all) => all.length), [1])
    const [shortened] = await register({ offlineAfterMs: 600 * MINUTE })
    await pass(20 * MINUTE)
    assert.deepEqual(await told(shortened), [[]])
    const device = aDevice(shortened, { offlineAfterMs: 10 * MINUTE })
    desk.add(device)
    await desk.running.storage.devices.put([{ device }], 'li', desk.now())
    await pass(MINUTE)
    assert.deepEqual((await told(shortened)).map((all) => all.length), [1])
  })

  test('a device that speaks while it is registered is neither lost nor doubled, and looking twice changes nothing', async ({ assert }) => {
    const ids = await register(...Array.from({ length: 50 }, () => ({})))
    await Promise.all([look(), watching()(), ...ids.map((id) => desk.send(id, { tilt: 2 }))])
    await Promise.all([look(), watching()()])
    assert.equal((await desk.stores.queries.lastHeard(ids.map((id) => `nb/${id}`))).size, 50)
    await pass(29 * MINUTE)
    assert.deepEqual((await told(...ids)).flat(), [])
  })
})
