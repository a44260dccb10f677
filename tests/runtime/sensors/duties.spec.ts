import { test } from '@japa/runner'
import type { Condition } from '#processes/foundation/alarms/rule'
import type { Silence } from '#processes/foundation/alarms/silence'
import { aDevice, aGrouping, aRule, BUSINESS, GROUP_BUSINESS, openSensorDesk, TILTED, type SensorDesk } from './sensor_desk.js'

const MINUTE = 60_000
const LASTING: Condition = { type: 'lasting', forMs: 30_000, of: TILTED }

/** Fourteen duties of an adapter of sensors, each on the real database and engine with a clock that the test moves. */
test.group('duties of the sensor adapter', (group) => {
  let desk: SensorDesk
  let count = 0
  /** Devices and groups of one test are its own. */
  const fresh = () => `D${(count += 1)}`

  group.setup(async () => {
    desk = await openSensorDesk()
    return () => desk.close()
  })
  group.each.setup(async () => {
    desk.rule(aRule())
    desk.group()
    desk.silence()
    // cases of the test before are of no concern
    for (const { id } of [...(await desk.cases()), ...(await desk.cases('group_case'))].filter(({ status }) => status === 'active')) await desk.finish(id)
    desk.running.clock.nowMs += 24 * 60 * MINUTE
    await desk.pass()
  })

  const open = async (definitionKey?: string) => (await desk.cases(definitionKey)).filter(({ status }) => status === 'active')

  test('a tilted manhole is a case with the variables of the rule', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    assert.deepEqual(await desk.send(id, { tilt: 22.4 }), { kind: 'accepted' })
    await desk.pass()
    const [one, ...others] = await open()
    assert.deepEqual([others.length, one.data.place, one.data.tilt, one.data.note, one.title], [0, '开元路', 22.4, '倾斜', `井盖倾斜·${id}号井盖`])
    const [alarm] = await desk.alarmsOf(id)
    assert.deepEqual([alarm.instanceId, alarm.state, alarm.severity, alarm.values.tilt], [one.id, 'active', 'major', 22.4])
  })

  test('① and ③ who is not registered, or out of use, is refused with a reason', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id, { enabled: false }))
    const codes = []
    for (const name of ['nobody', id, 'a#b']) {
      const taken = await desk.send(name, { tilt: 1 })
      codes.push(taken.kind === 'rejected' ? taken.code : taken.kind)
    }
    assert.deepEqual(codes, ['E_DEVICE_UNKNOWN', 'E_DEVICE_DISABLED', 'E_MESSAGE_DEVICE'])
  })

  test('② the message is kept as it came', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 3, cover: '关' }, { raw: '{"t":3,"盖":"关"}' })
    const { data: [reading] } = await desk.stores.queries.readings(`nb/${id}`, { fromMs: 0, toMs: desk.now() }, { limit: 10 })
    assert.deepEqual([reading.raw, reading.values, reading.late, reading.skewed], ['{"t":3,"盖":"关"}', { tilt: 3, cover: '关' }, false, false])
  })

  test('④ the same message again is a duplicate: by its id, by its instant and values, by kind and beginning of an alarm', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    const alarm = { kind: 'trapped', severity: null, state: 'raised', startedAtMs: desk.now() - 1_000 } as const
    const sent = [
      desk.messageOf(id, { tilt: 20 }, { messageId: 'm1' }), desk.messageOf(id, { tilt: 21 }, { messageId: 'm1' }), desk.messageOf(id, { tilt: 20, battery: 3 }), desk.messageOf(id, { battery: 3, tilt: 20 }),
      desk.messageOf(id, {}, { alarm }), desk.messageOf(id, { floor: 3 }, { alarm, eventAtMs: desk.now() + 5 }),
    ]
    const taken = await desk.intake.take(sent, desk.now())
    const later = await desk.intake.take(sent, desk.now() + 60_000)
    assert.deepEqual(taken.map(({ kind }) => kind), ['accepted', 'duplicate', 'accepted', 'duplicate', 'accepted', 'duplicate'])
    assert.isTrue(later.every(({ kind }) => kind === 'duplicate'))
    await desk.pass()
    assert.lengthOf(await open(), 1)
  })

  test('⑤ an older reading is kept and changes nothing; old data replayed start no case, what is still so starts one', async ({ assert }) => {
    const [late, replayed] = [fresh(), fresh()]
    desk.add(aDevice(late), aDevice(replayed))
    await desk.send(late, { tilt: 2 })
    await desk.send(late, { tilt: 40 }, { eventAtMs: desk.now() - 2 * MINUTE })
    const hours = Array.from({ length: 20 }, (_, n) => desk.messageOf(replayed, { tilt: n < 10 ? 30 : 2 }, { eventAtMs: desk.now() - (120 - n * 5) * MINUTE }))
    await desk.intake.take(hours, desk.now())
    await desk.pass(2_000)
    assert.lengthOf(await open(), 0)
    const kept = await desk.stores.queries.readings(`nb/${replayed}`, { fromMs: 0, toMs: desk.now() }, { limit: 50 })
    assert.deepEqual([kept.data.length, kept.data.every((reading) => reading.late)], [20, true])
    await desk.send(replayed, { tilt: 30 }, { eventAtMs: desk.now() - 15 * MINUTE })
    await desk.pass()
    assert.lengthOf(await open(), 0, 'still old')
    await desk.send(replayed, { tilt: 30 })
    await desk.pass()
    assert.lengthOf(await open(), 1, 'now')
  })

  test('⑤ a clock more than ten minutes ahead, or behind by the same all the time, is wrong: the instant of receipt counts and is flagged', async ({ assert }) => {
    const [ahead, behind, reset] = [fresh(), fresh(), fresh()]
    desk.add(aDevice(ahead), aDevice(behind), aDevice(reset))
    await desk.send(reset, { tilt: 30 }, { eventAtMs: 86_400_000 })
    await desk.send(ahead, { tilt: 30 }, { eventAtMs: desk.now() + 3 * 60 * MINUTE })
    for (let n = 0; n < 3; n += 1) {
      await desk.send(behind, { tilt: 30 }, { eventAtMs: desk.now() - 8 * 60 * MINUTE })
      await desk.pass(MINUTE)
    }
    assert.lengthOf(await open(), 3)
    const flags = async (id: string) => (await desk.stores.queries.readings(`nb/${id}`, { fromMs: 0, toMs: desk.now() * 2 }, { limit: 9 })).data.map(({ skewed }) => skewed)
    assert.deepEqual([await flags(ahead), await flags(behind), await flags(reset)], [[true], [true, true, false], [true]])
  })

  test('⑤ a reading that claims to be of the next minutes does not hide those that follow it', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 1 }, { eventAtMs: desk.now() + 9 * MINUTE })
    await desk.pass(5_000)
    await desk.send(id, { tilt: 30 })
    await desk.pass()
    assert.lengthOf(await open(), 1)
  })

  test('⑥ a vibration is no alarm; what lasts is one even if nothing more is sent; it clears only inside the margin', async ({ assert }) => {
    const [shaken, lasting] = [fresh(), fresh()]
    desk.rule(aRule({ levels: [{ severity: 'major', when: LASTING }] }))
    desk.add(aDevice(shaken), aDevice(lasting))
    await desk.send(shaken, { tilt: 30 })
    await desk.send(lasting, { tilt: 30 })
    await desk.pass(10_000)
    await desk.send(shaken, { tilt: 2 })
    assert.lengthOf(await open(), 0)
    await desk.pass(25_000)
    const [one, ...others] = await open()
    assert.deepEqual([one.data.tilt, others.length], [30, 0])
    await desk.send(lasting, { tilt: 13 })
    assert.equal((await desk.alarmsOf(lasting))[0].state, 'active', '13 lies inside the margin of 15')
    await desk.send(lasting, { tilt: 11.9 })
    assert.equal((await desk.alarmsOf(lasting))[0].state, 'cleared')
  })

  test('⑥ a duration survives a restart', async ({ assert }) => {
    const id = fresh()
    desk.rule(aRule({ levels: [{ severity: 'major', when: LASTING }] }))
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 30 })
    await desk.restarted().pass(31_000)
    assert.lengthOf(await open(), 1)
  })

  test('⑦ one open case per device and kind: later alarms are joined to it; closed, the next begins another and is marked as a recurrence', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    for (let n = 0; n < 5; n += 1) {
      await desk.send(id, { tilt: 30 })
      await desk.pass(MINUTE)
      await desk.send(id, { tilt: 1 })
      await desk.pass(MINUTE)
    }
    const [one, ...others] = await open()
    assert.lengthOf(others, 0)
    assert.include(one.data.alarm as object, { occurrences: 5, state: 'cleared' })
    await desk.finish(one.id)
    await desk.pass(MINUTE)
    const [closed] = await desk.alarmsOf(id)
    assert.deepEqual([closed.closedBy, closed.closeReason], ['system', '事件已结束'])
    await desk.send(id, { tilt: 30 })
    await desk.pass()
    const [again] = await desk.alarmsOf(id)
    assert.deepEqual([again.recurrenceOf, (await open()).map((each) => each.id)], [closed.id, [again.id]])
  })

  test('⑦ a case closed while the sensor still reports it begins again when the window is over, and not before', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 30 })
    await desk.pass()
    await desk.finish((await open())[0].id)
    await desk.pass(MINUTE)
    for (let n = 0; n < 10; n += 1) {
      await desk.send(id, { tilt: 30 + n })
      await desk.pass(2 * MINUTE)
    }
    assert.lengthOf(await open(), 0)
    await desk.pass(10 * MINUTE)
    await desk.send(id, { tilt: 30 })
    await desk.pass()
    assert.lengthOf(await open(), 1)
  })

  test('⑧ what feeds the device is down: its alarm inhibits those below it; when it is back, what still stands begins its case', async ({ assert }) => {
    const [pump, pipe, below] = [fresh(), fresh(), fresh()]
    desk.rule(
      aRule({ id: 'power', kind: 'power', name: '泵站断电', deviceKinds: ['pump'], levels: [{ severity: 'critical', when: { type: 'own_alarm', kinds: ['power'] } }], inhibitsChildren: true }),
      aRule({ id: 'pressure', kind: 'pressure', name: '压力低', deviceKinds: ['pipe'], levels: [{ severity: 'major', when: { type: 'threshold', value: 'pressure', above: null, below: 0.14, margin: 0, averageMs: null } }] }),
    )
    desk.add(aDevice(pump, { kind: 'pump' }), aDevice(pipe, { kind: 'pipe', parent: `nb/${pump}` }), aDevice(below, { kind: 'pipe', parent: `nb/${pipe}` }))
    // the pipe is heard before the pump that feeds it
    await desk.send(pipe, { pressure: 0.05 })
    await desk.pass(3_000)
    await desk.send(pump, {}, { alarm: { kind: 'power', severity: null, state: 'raised', startedAtMs: null } })
    await desk.send(below, { pressure: 0.02 })
    await desk.pass(MINUTE)
    assert.deepEqual((await open()).map(({ title }) => title), [`泵站断电·${pump}号井盖`])
    assert.deepEqual((await desk.alarmsOf(below))[0].heldBy, 'parent')
    await desk.send(pump, {}, { alarm: { kind: 'power', severity: null, state: 'cleared', startedAtMs: null } })
    await desk.send(pipe, { pressure: 0.3 })
    await desk.pass(2 * MINUTE)
    await desk.pass(MINUTE)
    assert.sameMembers((await open()).map(({ title }) => title), [`泵站断电·${pump}号井盖`, `压力低·${below}号井盖`])
  })

  test('⑧ rain over the covers of a road is one event with all of them, in one message or over minutes', async ({ assert }) => {
    const road = fresh()
    desk.group(aGrouping())
    const covers = Array.from({ length: 60 }, (_, n) => aDevice(`${road}-${n}`, { area: road }))
    desk.add(...covers)
    await desk.intake.take(covers.slice(0, 3).map(({ deviceId }) => desk.messageOf(deviceId, { tilt: 20 })), desk.now())
    await desk.pass(10_000)
    await desk.intake.take(covers.slice(3, 30).map(({ deviceId }) => desk.messageOf(deviceId, { tilt: 20 })), desk.now())
    for (const { deviceId } of covers.slice(30)) {
      await desk.send(deviceId, { tilt: 20 })
      await desk.pass(5_000)
    }
    assert.lengthOf(await open(), 0)
    const [flood, ...others] = await open('group_case')
    assert.lengthOf(others, 0)
    const { data: [alarm] } = await desk.stores.queries.list({ kind: 'flooding', phase: 'open' }, { kind: 'all' }, { limit: 1 })
    assert.deepEqual([alarm.id, alarm.members, alarm.area, flood.data.place], [flood.id, 60, road, road])
    assert.lengthOf((await desk.stores.queries.list({ groupId: alarm.id }, { kind: 'all' }, { limit: 200 })).data, 60)
    await desk.pass(3 * MINUTE)
    const [told] = await open('group_case')
    assert.include(told.data.alarm as object, { members: 60 })
  })

  test('⑧ too few for one event each begin their own case when they have waited', async ({ assert }) => {
    const road = fresh()
    desk.group(aGrouping())
    desk.add(...[1, 2, 3].map((n) => aDevice(`${road}-${n}`, { area: road })))
    for (const n of [1, 2, 3]) await desk.send(`${road}-${n}`, { tilt: 20 })
    await desk.pass(20_000)
    assert.lengthOf(await open(), 0)
    await desk.pass(15_000)
    assert.lengthOf(await open(), 3)
  })

  test('⑨ a storm starts no more cases than it has groups, and says what was held back', async ({ assert }) => {
    const town = fresh()
    desk.group(aGrouping({ id: 'storm', name: '报警风暴', purpose: 'storm', kinds: [], by: ['kind', 'town'], withinMs: MINUTE, count: 10, waitMs: 2_000, makes: { kind: 'storm', severity: 'major', business: GROUP_BUSINESS } }))
    const devices = Array.from({ length: 900 }, (_, n) => aDevice(`${town}-${n}`, { town: `${town}-${n % 3}` }))
    desk.add(...devices)
    for (let from = 0; from < 900; from += 300) await desk.intake.take(devices.slice(from, from + 300).map(({ deviceId }) => desk.messageOf(deviceId, { tilt: 20 })), desk.now())
    await desk.pass(10_000)
    assert.lengthOf(await open(), 0)
    assert.deepEqual((await open('group_case')).map(({ data }) => data.count), [300, 300, 300])
  })

  test('⑩ what is raised during a silence starts nothing, also after it; what comes after it does', async ({ assert }) => {
    const [quiet, still] = [fresh(), fresh()]
    const silence: Silence = {
      id: 's', reason: '管网检修', owner: 'li', fromMs: desk.now(), untilMs: desk.now() + 10 * MINUTE, devices: [`nb/${quiet}`, `nb/${still}`], deviceKinds: [], alarmKinds: [], towns: [], areas: [],
      createdAtMs: desk.now(), endedAtMs: null,
    }
    desk.silence(silence)
    desk.add(aDevice(quiet), aDevice(still))
    await desk.send(quiet, { tilt: 30 })
    await desk.send(still, { tilt: 30 })
    await desk.pass(11 * MINUTE)
    const [held] = await desk.alarmsOf(quiet)
    assert.deepEqual([held.heldBy, held.heldById], ['silence', 's'])
    await desk.restarted().pass(MINUTE)
    assert.lengthOf(await open(), 0, 'nothing old fires after it')
    await desk.send(still, { tilt: 31 })
    await desk.pass()
    assert.lengthOf(await open(), 1)
  })

  test('⑪ cleared is not closed: recovery is evidence in the case, which stays open', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 30 })
    await desk.pass(2 * MINUTE)
    await desk.send(id, { tilt: 1 })
    await desk.pass(2 * MINUTE)
    const [one] = await open()
    const alarm = one.data.alarm as { state: string; clearedAt: string; log: string[] }
    assert.equal(alarm.state, 'cleared')
    assert.match(alarm.log.at(-1)!, /设备已恢复，等待核查结案/)
    const [row] = await desk.alarmsOf(id)
    assert.deepEqual([row.state, row.closedAtMs], ['cleared', null])
    assert.isFalse(await desk.stores.alarms.close(row.id, 'li', '误报', desk.now()), 'while its case is open')
  })

  test('⑫ a silent device is offline as a kind of its own, and back with the next message, whichever', async ({ assert }) => {
    const id = fresh()
    desk.rule(aRule({ id: 'offline', kind: 'offline', name: '设备离线', deviceKinds: [], levels: [{ severity: 'warning', when: { type: 'offline', afterMs: null } }], business: null }))
    desk.add(aDevice(id, { offlineAfterMs: 10 * MINUTE }))
    await desk.send(id, { tilt: 1 })
    await desk.pass(9 * MINUTE)
    assert.lengthOf(await desk.alarmsOf(id), 0)
    await desk.pass(2 * MINUTE)
    assert.deepEqual((await desk.alarmsOf(id)).map(({ kind, severity, state }) => [kind, severity, state]), [['offline', 'warning', 'active']])
    await desk.send(id, { tilt: 1 }, { eventAtMs: desk.now() - 60 * MINUTE })
    assert.equal((await desk.alarmsOf(id))[0].state, 'cleared')
    await desk.pass(31 * MINUTE)
    const rows = await desk.alarmsOf(id)
    assert.deepEqual(rows.map(({ state, closedAtMs }) => [state, closedAtMs === null]), [['active', true]], 'offline again before the window was over: the same alarm')
    assert.lengthOf(await open(), 0)
  })

  test('⑬ a case that cannot begin is tried again, then given up with the reason and counted; it begins when it is asked for again', async ({ assert }) => {
    const id = fresh()
    desk.rule(aRule({ business: { ...BUSINESS, definitionKey: 'not_there' } }))
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 30 })
    await desk.pass(10_000)
    assert.include(await desk.stores.actions.backlog(desk.now() + MINUTE), { due: 1, dead: 0 })
    await desk.pass(60 * MINUTE)
    const { data: [dead] } = await desk.stores.queries.deadActions({ limit: 10 })
    assert.match(dead.error!, /找不到流程“not_there”/)
    desk.rule(aRule())
    assert.isTrue(await desk.stores.alarms.retryAction(dead.id, desk.now()))
    await desk.pass()
    assert.lengthOf(await open(), 1)
    assert.equal((await desk.stores.actions.backlog(desk.now())).dead, 0)
  })

  test('⑭ a drill travels to its case, and never meets the real alarm of the same device', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 30 }, { drill: true })
    await desk.pass()
    await desk.send(id, { tilt: 30 }, { eventAtMs: desk.now() + 1 })
    await desk.pass()
    const cases = await open()
    assert.sameDeepMembers(cases.map(({ title, data }) => [title, data.drill ?? false]), [[`【演练】井盖倾斜·${id}号井盖`, true], [`井盖倾斜·${id}号井盖`, false]])
  })

  test('an action taken up twice, as after a crash, begins one case', async ({ assert }) => {
    const id = fresh()
    desk.add(aDevice(id))
    await desk.send(id, { tilt: 30 })
    const [claimed] = await desk.stores.actions.claim({ nowMs: desk.now(), limit: 10, owner: 'dead node', leaseUntilMs: desk.now() + 1_000 })
    assert.equal(claimed.action.type, 'start')
    await desk.running.engine.bus.submit({
      instanceId: claimed.alarm.id, actor: { kind: 'system' },
      command: {
        type: 'StartInstance', instanceId: claimed.alarm.id, definitionId: desk.running.engine.definitions.byKey('single_case')!.id, startElementId: null, variables: {}, businessKey: null, title: null, starter: null, caller: null,
      },
    })
    await desk.pass(10_000)
    assert.lengthOf(await open(), 1)
    assert.equal((await desk.alarmsOf(id))[0].instanceId, claimed.alarm.id)
  })
})
