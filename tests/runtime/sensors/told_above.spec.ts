import { test } from '@japa/runner'
import { tellWhatStands } from '#adapters/sensors/intake/keep_alarms'
import type { DeviceMessage } from '#processes/foundation/alarms/message'
import type { FactTarget } from '#processes/foundation/deliveries/target'
import { aDevice, aGrouping, aRule, GROUP_BUSINESS, openSensorDesk, type SensorDesk } from './sensor_desk.js'

const BRAIN: FactTarget = { id: 'brain', takes: ['alarm'], businesses: null, channels: null, mappingVersion: '1', fullChain: false }
/** Takes events, and hears nothing of alarms. */
const OTHER: FactTarget = { ...BRAIN, id: 'other', takes: ['event_filed'] }

test.group('alarms told above', (group) => {
  let desk: SensorDesk
  let count = 0
  const fresh = (): string => {
    const id = `A${(count += 1)}`
    desk.add(aDevice(id))
    return id
  }
  group.setup(async () => {
    desk = await openSensorDesk()
    return () => desk.close()
  })
  group.each.setup(async () => {
    desk.rule(aRule({ business: null }))
    desk.group()
    desk.silence()
    desk.above(BRAIN, OTHER)
    await desk.running.storage.database.dialect.transaction((connection) => connection.run('delete from deliveries').then(() => undefined))
  })

  let sent = 0
  const tilt = (id: string, ...values: number[]): DeviceMessage[] =>
    values.map((value) => desk.messageOf(id, { tilt: value }, { messageId: `t${(sent += 1)}`, eventAtMs: desk.now() + sent }))
  /** What lies in the queues, as `alarm state`, in the order it goes out per alarm. */
  const told = async (id: string): Promise<string[]> => {
    const rows = await desk.running.storage.database.dialect.read((connection) => connection.all('select target, order_key, seq, fact from deliveries order by order_key, seq'))
    return rows.flatMap(({ target, order_key: key, seq, fact }) => {
      const { content } = JSON.parse(String(fact)) as { content: { deviceId: string; state: string } }
      return content.deviceId === id ? [`${String(target)} ${String(key).includes('-') ? 'again ' : ''}${String(seq)} ${content.state}`] : []
    })
  }

  test('raised and cleared in one commit: both, in order, and nothing has to follow up', async ({ assert }) => {
    const id = fresh()
    await desk.intake.take(tilt(id, 22, 5), desk.now() + 1_000)
    assert.deepEqual(await told(id), ['brain 1 raised', 'brain 2 cleared'])
    await desk.intake.take(tilt(id, 23), desk.now() + 1_000)
    assert.deepEqual(await told(id), ['brain 1 raised', 'brain 2 cleared', 'brain again 1 raised'], 'above it is another')
  })

  test('what is raised once more while it stands is told once; closed by a person, it is told as over', async ({ assert }) => {
    const id = fresh()
    const own = (messageId: string): DeviceMessage => desk.messageOf(id, {}, { messageId, alarm: { kind: 'smoke', severity: 'critical', state: 'raised', startedAtMs: null } })
    await desk.intake.take([own('1'), own('2'), own('3')], desk.now())
    const [alarm] = await desk.alarmsOf(id)
    assert.equal(alarm.occurrences, 3)
    assert.deepEqual(await told(id), ['brain 1 raised'])
    assert.isTrue(await desk.stores.alarms.close(alarm.id, 'li', '误报', desk.now() + 5))
    assert.deepEqual(await told(id), ['brain 1 raised', 'brain 2 cleared'])
  })

  test('a drill never leaves; a silenced one is not told, over or not; of a group one word stands for all', async ({ assert }) => {
    const [drilled, silenced] = [fresh(), fresh()]
    desk.silence({
      id: 's', reason: '检修', owner: 'li', fromMs: 0, untilMs: desk.now() + 60_000, devices: [`nb/${silenced}`], deviceKinds: [], alarmKinds: [], towns: [], areas: [], createdAtMs: 0, endedAtMs: null,
    })
    await desk.intake.take(tilt(drilled, 22, 5).map((message) => ({ ...message, drill: true })), desk.now() + 1_000)
    await desk.intake.take(tilt(silenced, 22, 5), desk.now() + 1_000)
    assert.deepEqual([await told(drilled), await told(silenced)], [[], []])
    assert.equal((await desk.alarmsOf(silenced))[0]?.heldBy, 'silence')
    desk.group(aGrouping({ id: `storm${count}`, purpose: 'storm', by: ['kind'], count: 2, makes: { kind: 'storm', severity: 'major', business: GROUP_BUSINESS } }))
    desk.rule(aRule())
    const members = [fresh(), fresh(), fresh()]
    for (const member of members) await desk.intake.take(tilt(member, 22), desk.now() + 1_000)
    const [group] = (await desk.stores.queries.list({ ofGroups: true, phase: 'open' }, { kind: 'all' }, { limit: 5 })).data
    assert.deepEqual(await told(group.deviceId), ['brain 1 raised'])
    assert.deepEqual([await told(members[1]), await told(members[2])], [[], []])
    // told before it became a member, and told when it is over
    await desk.intake.take(tilt(members[0], 5), desk.now() + 1_000)
    assert.deepEqual(await told(members[0]), ['brain 1 raised', 'brain 2 cleared'])
  })

  test('a commit that fails has told nothing, and the same readings once more tell it once', async ({ assert }) => {
    const id = fresh()
    const broken = new Error('the power went')
    const { group: original } = desk.stores.intake
    desk.stores.intake.group = (work) => original(async (unit) => {
      await work(unit)
      throw broken
    })
    await assert.rejects(() => desk.intake.take(tilt(id, 22), desk.now()))
    desk.stores.intake.group = original
    assert.deepEqual([await told(id), await desk.alarmsOf(id)], [[], []])
    await desk.intake.take(tilt(id, 22), desk.now() + 1_000)
    await desk.intake.take(tilt(id, 22), desk.now() + 1_000)
    assert.deepEqual(await told(id), ['brain 1 raised'])
  })

  test('a target that comes later is told what stands, once, from several nodes at a time; what was raised and cleared before as both', async ({ assert }) => {
    desk.above()
    const [standing, over] = [fresh(), fresh()]
    await desk.intake.take(tilt(standing, 22), desk.now() + 1_000)
    await desk.intake.take(tilt(over, 22, 5), desk.now() + 1_000)
    assert.deepEqual([await told(standing), await told(over)], [[], []])
    desk.above(BRAIN)
    await Promise.all([tellWhatStands(desk.stores.upkeep), tellWhatStands(desk.restarted().stores.upkeep)])
    await tellWhatStands(desk.stores.upkeep)
    assert.deepEqual([await told(standing), await told(over)], [['brain 1 raised'], ['brain 1 raised', 'brain 2 cleared']])
    await desk.intake.take(tilt(standing, 5), desk.now() + 1_000)
    assert.deepEqual(await told(standing), ['brain 1 raised', 'brain 2 cleared'])
  })
})
