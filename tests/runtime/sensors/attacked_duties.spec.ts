import { test } from '@japa/runner'
import { createDeadAlarmTelling } from '#adapters/bootstrap/watch_alarms'
import { createDeviceWatch } from '#adapters/sensors/intake/device_watch'
import type { Device } from '#processes/foundation/alarms/device'
import type { AlarmRule, Condition } from '#processes/foundation/alarms/rule'
import type { Telling } from '#processes/foundation/notices/notice'
import type { Silence } from '#processes/foundation/alarms/silence'
import { aDevice, aGrouping, aRule, BUSINESS, GROUP_BUSINESS, openSensorDesk, TILTED, type SensorDesk } from './sensor_desk.js'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const LASTING: Condition = { type: 'lasting', forMs: 30_000, of: TILTED }
const FALLEN: Condition = { type: 'threshold', value: 'tilt', above: 60, below: null, margin: 3, averageMs: null }
const TRAPPED: AlarmRule = aRule({ id: 'trapped', kind: 'trapped', name: '电梯困人', levels: [{ severity: 'critical', when: { type: 'own_alarm', kinds: ['trapped'] } }] })
const OFFLINE: AlarmRule = aRule({ id: 'offline', kind: 'offline', name: '设备离线', deviceKinds: [], levels: [{ severity: 'warning', when: { type: 'offline', afterMs: null } }], business: null })
const STORM = { id: 'storm', name: '报警风暴', purpose: 'storm', kinds: [], by: ['kind', 'town'], withinMs: MINUTE, count: 10, waitMs: 2_000, makes: { kind: 'storm', severity: 'major', business: GROUP_BUSINESS } } as const

/** The fourteen duties where they are hardest to keep: clocks a day off, people who change what an open alarm is about, ends that meet. */
test.group('duties of the sensor adapter, attacked', (group) => {
  let desk: SensorDesk
  let rules: readonly AlarmRule[]
  let look: () => Promise<void>
  let count = 0
  const fresh = () => `X${(count += 1)}`
  const inForce = (...some: AlarmRule[]): void => {
    rules = some
    desk.rule(...some)
  }
  /** In the register that the desk reads and in the one that is watched. */
  const register = async (...devices: Device[]): Promise<void> => {
    desk.add(...devices)
    await desk.running.storage.devices.put(devices.map((device) => ({ device })), 'li', desk.now())
    await look()
  }

  group.setup(async () => {
    desk = await openSensorDesk()
    return () => desk.close()
  })
  group.each.setup(async () => {
    inForce(aRule())
    desk.group()
    desk.silence()
    look = createDeviceWatch({ store: desk.stores.watch, rules: () => rules, clock: desk.now })
    for (const { id } of [...(await desk.cases()), ...(await desk.cases('group_case'))].filter(({ status }) => status === 'active')) await desk.finish(id)
    desk.running.clock.nowMs += DAY
    await desk.pass()
  })

  /** In one step, where nothing is to be seen in between. */
  const later = async (milliseconds: number): Promise<void> => {
    desk.running.clock.nowMs += milliseconds
    await desk.pass()
  }
  const open = async (definitionKey?: string) => (await desk.cases(definitionKey)).filter(({ status }) => status === 'active')
  const aSilence = (silence: Partial<Silence>): Silence => ({
    id: 's', reason: '管网检修', owner: 'li', fromMs: desk.now(), untilMs: desk.now() + 10 * MINUTE, devices: [], deviceKinds: [], alarmKinds: [], towns: [], areas: [], createdAtMs: desk.now(), endedAtMs: null, ...silence,
  })
  const alarmOf = async (id: string, kind = 'tilt') => (await desk.alarmsOf(id)).find((alarm) => alarm.kind === kind)!

  test('④ a clock that was never set says the same instant over and over, and hides nothing by it', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    const stuck = { eventAtMs: Date.UTC(2000, 0, 1) }
    const said = []
    for (const tilt of [30, 30, 1, 30]) {
      said.push((await desk.send(id, { tilt }, stuck)).kind)
      await later(MINUTE)
    }
    assert.deepEqual(said, ['accepted', 'accepted', 'accepted', 'accepted'])
    assert.deepInclude(await alarmOf(id), { state: 'active', occurrences: 2 })
    assert.lengthOf(await open(), 1)
  })

  test('⑤ an alarm that a device tells once counts though a newer sign of life overtook it, in whatever order it and its end arrive', async ({ assert }) => {
    inForce(TRAPPED)
    const [overtaken, ended, over, drifted] = [fresh(), fresh(), fresh(), fresh()]
    desk.add(...[overtaken, ended, over, drifted].map((id) => aDevice(id)))
    const at = desk.now()
    const say = (id: string, state: 'raised' | 'cleared' | null, ago: number) =>
      desk.send(id, { floor: 3 }, { eventAtMs: at - ago, alarm: state && { kind: 'trapped', severity: null, state, startedAtMs: null } })
    await say(overtaken, null, 0)
    await say(overtaken, 'raised', 2_000)
    await say(ended, 'raised', 5_000)
    await say(ended, null, 0)
    await say(ended, 'cleared', 1_000)
    await say(over, 'cleared', 1_000)
    await say(over, 'raised', 5_000)
    await say(drifted, null, 0)
    await say(drifted, 'raised', 11 * MINUTE)
    await desk.pass()
    const told = await Promise.all([overtaken, ended, over, drifted].map(async (id) => (await desk.alarmsOf(id)).map(({ state }) => state)))
    assert.deepEqual(told, [['active'], ['cleared'], [], []], 'raised; raised and cleared; cleared before it was heard of; older than ten minutes')
    assert.lengthOf(await open(), 2)
  })

  test('⑤ thirty days replayed raise nothing, not even when time passes over the last of them; silence is noticed all the same', async ({ assert }) => {
    inForce(aRule({ levels: [{ severity: 'major', when: LASTING }] }), OFFLINE)
    const id = fresh()
    desk.add(aDevice(id, { offlineAfterMs: 30 * MINUTE }))
    await desk.intake.take(Array.from({ length: 60 }, (_, n) => desk.messageOf(id, { tilt: n % 7 === 0 ? 2 : 30 }, { eventAtMs: desk.now() - 30 * DAY + n * 12 * 60 * MINUTE })), desk.now())
    desk.running.clock.nowMs += 20 * MINUTE
    await desk.restarted().pass()
    assert.lengthOf(await desk.alarmsOf(id), 0)
    await later(11 * MINUTE)
    assert.deepEqual((await desk.alarmsOf(id)).map(({ kind }) => kind), ['offline'])
    await desk.send(id, { tilt: 30 })
    await later(31_000)
    assert.lengthOf(await open(), 1, 'what is still so now is a case')
  })

  for (const days of [1, -1]) {
    test(`⑤ a clock that jumps a day ${days > 0 ? 'ahead' : 'back'} hides no tilt and doubles none, before and after it is set right`, async ({ assert }) => {
      const id = fresh()
      desk.add(aDevice(id))
      const values = [[1, 0], [1, days], [1, days], [30, days], [30, days], [30, 0], [30, 0]] as const
      for (const [tilt, off] of values) {
        await desk.send(id, { tilt }, { eventAtMs: desk.now() + off * DAY })
        await later(MINUTE)
      }
      assert.deepInclude(await alarmOf(id), { state: 'active', occurrences: 1 })
      assert.lengthOf(await open(), 1)
    })
  }

  test('⑦ a rule that is given another name for its alarms begins no second case for those that stand', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 30 })
    await desk.pass()
    inForce(aRule({ kind: 'leaning', levels: [{ severity: 'critical', when: TILTED }] }))
    for (const tilt of [31, 32, 1]) {
      await desk.send(id, { tilt })
      await later(2 * MINUTE)
    }
    assert.deepEqual((await desk.alarmsOf(id)).map(({ kind, state, occurrences }) => [kind, state, occurrences]), [['tilt', 'cleared', 1]])
    await desk.send(id, { tilt: 30 })
    await desk.pass()
    assert.sameMembers((await desk.alarmsOf(id)).map(({ kind }) => kind), ['tilt', 'leaning'])
  })

  test('⑦ a case that people have closed does not begin again because time passes over a device that says nothing more', async ({ assert }) => {
    const id = fresh()
    inForce(aRule(), OFFLINE)
    desk.add(aDevice(id, { offlineAfterMs: 60 * MINUTE }))
    await desk.send(id, { tilt: 30 })
    await desk.pass()
    await desk.finish((await open())[0]!.id)
    await later(MINUTE)
    await later(61 * MINUTE)
    await later(2 * 60 * MINUTE)
    assert.deepEqual((await desk.alarmsOf(id)).map(({ kind, closedAtMs }) => `${kind} ${closedAtMs === null ? 'open' : 'closed'}`), ['offline open', 'tilt closed'])
    assert.lengthOf(await open(), 0)
  })

  test('⑦ a rule that is taken away ends its alarms within seconds, of silent devices too, and leaves no dead letter; their cases stay', async ({ assert }) => {
    const [withCase, waiting, silent] = [fresh(), fresh(), fresh()]
    inForce(aRule(), aRule({ id: 'note', kind: 'note', business: null }), OFFLINE)
    desk.group(aGrouping({ kinds: [], by: ['area'] }))
    await register(aDevice(withCase), aDevice(waiting, { area: waiting }), aDevice(silent, { offlineAfterMs: MINUTE }))
    await desk.send(withCase, { tilt: 30 })
    await later(2 * MINUTE)
    await desk.send(waiting, { tilt: 30 })
    inForce()
    await look()
    for (let n = 0; n < 3; n += 1) await later(31 * MINUTE)
    const kept = async (id: string) => (await desk.alarmsOf(id)).map(({ kind, state, closedAtMs }) => `${kind} ${state} ${closedAtMs === null ? 'open' : 'closed'}`).toSorted()
    assert.deepEqual(await Promise.all([withCase, waiting, silent].map(kept)), [['note cleared closed', 'tilt cleared open'], ['note cleared closed', 'tilt cleared closed'], ['offline cleared closed']])
    assert.deepEqual((await open()).map(({ id }) => id), [(await alarmOf(withCase)).id])
    assert.include(await desk.stores.actions.backlog(desk.now()), { due: 0, dead: 0 })
    const [last] = (await desk.stores.queries.events((await alarmOf(withCase)).id)).filter(({ type }) => type === 'cleared')
    assert.match(last!.text, /规则已停用或删除/)
  })

  test('⑦ ⑩ an alarm whose device is moved before its case begins goes to the street where it is now; a case stays where it lies', async ({ assert }) => {
    const [held, started] = [fresh(), fresh()]
    inForce(aRule({ business: { ...BUSINESS, variables: { place: '=device.address', town: '=device.town' } } }))
    desk.silence(aSilence({ devices: [`nb/${held}`] }))
    await register(aDevice(held), aDevice(started))
    await desk.send(held, { tilt: 30 })
    await desk.send(started, { tilt: 30 })
    await later(2 * MINUTE)
    const moved = { town: 'huanghua', address: '机场大道', owner: 'water' }
    await register(aDevice(held, moved), aDevice(started, moved))
    desk.silence()
    await desk.send(held, { tilt: 31 })
    await desk.send(started, { tilt: 31 })
    await later(2 * MINUTE)
    assert.sameDeepMembers((await open()).map(({ data }) => [data.town, data.place]), [['huanghua', '机场大道'], ['xingsha', '开元路']])
    const where = async (id: string) => (await desk.alarmsOf(id)).map(({ town, owner, occurrences }) => [town, owner, occurrences])
    assert.deepEqual([await where(held), await where(started)], [[['huanghua', 'water', 1]], [['xingsha', 'urban', 1]]])
  })

  test('⑦ ⑧ a device put out of use lets its alarms go: one without a case closes, one with a case waits for its checker, and what it fed is heard again', async ({ assert }) => {
    const [pump, pipe, alone] = [fresh(), fresh(), fresh()]
    inForce(
      aRule({ id: 'power', kind: 'power', name: '泵站断电', deviceKinds: ['pump'], levels: [{ severity: 'critical', when: { type: 'own_alarm', kinds: ['power'] } }], inhibitsChildren: true }),
      aRule({ deviceKinds: ['pipe'] }), aRule({ id: 'alone', kind: 'alone', business: null }),
    )
    const devices = [aDevice(pump, { kind: 'pump' }), aDevice(pipe, { kind: 'pipe', parent: `nb/${pump}` }), aDevice(alone)]
    await register(...devices)
    await desk.send(pump, {}, { alarm: { kind: 'power', severity: null, state: 'raised', startedAtMs: null } })
    await desk.send(pipe, { tilt: 30 })
    await desk.send(alone, { tilt: 30 })
    await later(MINUTE)
    assert.equal((await alarmOf(pipe)).heldBy, 'parent')
    assert.lengthOf(await open(), 1)
    await register({ ...devices[0]!, enabled: false }, { ...devices[2]!, enabled: false })
    await later(MINUTE)
    await later(31 * MINUTE)
    await later(11_000)
    assert.deepInclude(await alarmOf(pump, 'power'), { state: 'cleared', closedAtMs: null })
    assert.deepInclude(await alarmOf(alone, 'alone'), { state: 'cleared', closedBy: 'system' })
    assert.sameMembers((await open()).map(({ id }) => id), [(await alarmOf(pump, 'power')).id, (await alarmOf(pipe)).id])
    assert.match((await desk.stores.queries.events((await alarmOf(alone, 'alone')).id)).map(({ text }) => text).join(), /设备已停用/)
    await register(devices[2]!)
    await desk.send(alone, { tilt: 30 })
    assert.equal((await alarmOf(alone, 'alone')).state, 'active', 'in use again, it is heard again')
  })

  test('⑧ a cover that still reports after its flood was closed begins its own case, not at once and by a reading', async ({ assert }) => {
    const road = fresh()
    desk.group(aGrouping({ quietMs: 5 * MINUTE }))
    const covers = Array.from({ length: 5 }, (_, n) => `${road}-${n}`)
    desk.add(...covers.map((id) => aDevice(id, { area: road })))
    for (const id of covers) await desk.send(id, { tilt: 30 })
    await later(MINUTE)
    const [flood] = await open('group_case')
    await desk.finish(flood!.id)
    await later(MINUTE)
    for (const id of covers.slice(1)) await desk.send(id, { tilt: 1 })
    for (let n = 0; n < 10; n += 1) {
      await desk.send(covers[0]!, { tilt: 30 })
      await later(2 * MINUTE)
    }
    assert.lengthOf(await open(), 0, 'people have just looked at it')
    await later(10 * MINUTE)
    assert.lengthOf(await open(), 0, 'time alone says nothing new')
    await desk.send(covers[0]!, { tilt: 30 })
    await later(MINUTE)
    assert.deepEqual((await open()).map(({ id }) => id), [(await alarmOf(covers[0]!)).id])
    assert.isNull((await alarmOf(covers[0]!)).heldBy)
  })

  test('⑧ at the edge: the last cover within the window makes the flood, a moment later it does not; members stay members when the grouping is taken away', async ({ assert }) => {
    for (const [edge, floods] of [[-1, 1], [0, 0]] as const) {
      const road = fresh()
      desk.group(aGrouping({ count: 3, withinMs: 5 * MINUTE, waitMs: 10 * MINUTE }))
      desk.add(...[0, 1, 2].map((n) => aDevice(`${road}-${n}`, { area: road })))
      await desk.send(`${road}-0`, { tilt: 30 })
      await desk.send(`${road}-1`, { tilt: 30 })
      desk.running.clock.nowMs += 5 * MINUTE + edge
      await desk.send(`${road}-2`, { tilt: 30 })
      await desk.pass(5_000)
      assert.lengthOf(await open('group_case'), floods, `${edge} ms`)
      if (floods === 0) continue
      desk.group()
      for (let n = 0; n < 3; n += 1) {
        for (const cover of [0, 1, 2]) await desk.send(`${road}-${cover}`, { tilt: 30 })
        await later(2 * MINUTE)
      }
      assert.lengthOf(await open(), 0)
      for (const { id } of await open('group_case')) await desk.finish(id)
    }
    await later(10 * MINUTE)
    assert.lengthOf(await open(), 3, 'too few, each its own')
  })

  test('⑨ ⑩ what a silence held comes as one storm when it ends, and a worse one is not slept through', async ({ assert }) => {
    const town = fresh()
    desk.group(aGrouping(STORM))
    inForce(aRule({ levels: [{ severity: 'critical', when: FALLEN }, { severity: 'minor', when: TILTED }] }))
    const devices = Array.from({ length: 40 }, (_, n) => aDevice(`${town}-${n}`, { town }))
    const worse = aDevice(fresh(), { town: fresh() })
    desk.add(...devices, worse)
    desk.silence(aSilence({ deviceKinds: ['manhole'] }))
    const all = [...devices, worse]
    await desk.intake.take(all.map(({ deviceId }) => desk.messageOf(deviceId, { tilt: 30 })), desk.now())
    await later(9 * MINUTE + 50_000)
    assert.deepEqual([await open(), await open('group_case')], [[], []])
    // the last of them before the end, the others at the end and after it
    await desk.send(devices[0]!.deviceId, { tilt: 30 })
    desk.running.clock.nowMs += 10_000
    for (const { deviceId } of devices) await desk.send(deviceId, { tilt: 30 })
    await desk.send(worse.deviceId, { tilt: 80 })
    for (let n = 0; n < 4; n += 1) await later(30_000)
    assert.deepEqual((await open('group_case')).map(({ data }) => data.count), [39], 'one had spoken within the minute: it is confirmed with its next reading')
    assert.deepEqual((await open()).map(({ id }) => id), [(await alarmOf(worse.deviceId)).id])
    await desk.send(devices[0]!.deviceId, { tilt: 30 })
    await desk.pass()
    const [storm] = (await desk.stores.queries.list({ ofGroups: true, phase: 'open', kind: 'storm' }, { kind: 'all' }, { limit: 1 })).data
    assert.equal(storm!.members, 40)
  })

  test('⑥ ⑩ what lasts beyond its silence, told by a reading after it and by none later, begins its case when its time is over', async ({ assert }) => {
    const id = fresh()
    inForce(aRule({ levels: [{ severity: 'major', when: LASTING }] }))
    desk.add(aDevice(id))
    desk.silence(aSilence({ devices: [`nb/${id}`] }))
    await desk.send(id, { tilt: 30 })
    await desk.pass(MINUTE)
    await desk.send(id, { tilt: 1 })
    await later(10 * MINUTE)
    await desk.send(id, { tilt: 30 })
    await later(MINUTE)
    assert.deepInclude(await alarmOf(id), { state: 'active', occurrences: 2, heldBy: null })
    assert.lengthOf(await open(), 1)
  })

  test('⑬ a case that cannot begin is told to who can help, once while it lies there, and again when it was tried in vain', async ({ assert }) => {
    const id = fresh()
    inForce(aRule({ business: { ...BUSINESS, definitionKey: 'not_there' } }))
    desk.add(aDevice(id))
    const told: Telling[] = []
    const tellDead = createDeadAlarmTelling({
      actions: desk.stores.actions, find: desk.stores.queries.find, tell: async (tellings) => void told.push(...tellings), directory: () => ({ membersOf: (principal) => [`${principal}!`] }),
    })
    await desk.send(id, { tilt: 30 })
    await later(MINUTE)
    await tellDead()
    assert.lengthOf(told, 0, 'it is still being tried')
    for (let n = 0; n < 9; n += 1) await later(10 * MINUTE)
    for (let n = 0; n < 3; n += 1) await tellDead()
    const [dead] = (await desk.stores.queries.deadActions({ limit: 1 })).data
    assert.isTrue(await desk.stores.alarms.retryAction(dead!.id, desk.now()))
    for (let n = 0; n < 9; n += 1) await later(10 * MINUTE)
    await createDeadAlarmTelling({ actions: desk.stores.actions, find: desk.stores.queries.find, tell: async (tellings) => void told.push(...tellings), directory: () => ({ membersOf: () => [] }) })()
    assert.deepEqual(told.map(({ people }) => people.length), [2, 0])
    assert.equal(new Set(told.map(({ fact }) => fact)).size, 2)
    assert.match(told[0]!.words.reason, /1 条报警.*井盖倾斜.*not_there/)
    await desk.stores.alarms.close((await alarmOf(id)).id, 'li', '误报', desk.now())
    await tellDead()
    assert.isNull(await desk.stores.actions.dead())
  })

  test('⑬ a case that is suspended for days is told when it goes on, and is no dead letter meanwhile', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 30 })
    await desk.pass(2 * MINUTE)
    const [one] = await open()
    const act = (type: 'SuspendInstance' | 'ResumeInstance') => desk.running.engine.bus.submit({ instanceId: one!.id, actor: { kind: 'system' }, command: { type, reason: '等待材料' } as never })
    assert.isTrue((await act('SuspendInstance')).ok)
    await desk.send(id, { tilt: 1 })
    for (let n = 0; n < 20; n += 1) {
      desk.running.clock.nowMs += 10 * MINUTE
      await desk.pass()
    }
    assert.equal((await desk.stores.actions.backlog(desk.now())).dead, 0)
    assert.isTrue((await act('ResumeInstance')).ok)
    desk.running.clock.nowMs += 10 * MINUTE
    await desk.pass()
    assert.equal(((await open()).find((each) => each.id === one!.id)!.data.alarm as { state: string }).state, 'cleared')
  })
})
