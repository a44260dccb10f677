import { test } from '@japa/runner'
import { deviceKey } from '#processes/foundation/alarms/device'
import { coversDevice } from '#processes/foundation/alarms/match_silence'
import type { Silence } from '#processes/foundation/alarms/silence'
import { aDevice, aGrouping, aRule, openSensorDesk, type SensorDesk } from '#tests/runtime/sensors/sensor_desk'

const ALL = { kind: 'all' } as const
const MINUTE = 60_000

test.group('stores of alarms', (group) => {
  let desk: SensorDesk
  group.setup(async () => {
    desk = await openSensorDesk()
    desk.rule(aRule({ business: null }), aRule({ id: 'gas', kind: 'gas', levels: [{ severity: 'critical', when: { type: 'threshold', value: 'gas', above: 50, below: null, margin: 0, averageMs: null } }], business: null }))
    desk.add(...Array.from({ length: 25 }, (_, n) => aDevice(`Q${n}`, { owner: n % 2 === 0 ? 'urban' : 'water', town: `town${n % 5}` })))
    for (let n = 0; n < 25; n += 1) {
      await desk.send(`Q${n}`, n === 7 ? { gas: 60 } : { tilt: 20 })
      desk.running.clock.nowMs += 1_000
    }
    return () => desk.close()
  })

  test('alarms are listed newest first, page by page, by what is asked for and for whom', async ({ assert }) => {
    const { queries } = desk.stores
    const seen: string[] = []
    for (let after: string | null = null, pages = 0; pages < 10; pages += 1) {
      const page: Awaited<ReturnType<typeof queries.list>> = await queries.list({ phase: 'open' }, ALL, { limit: 7, after })
      seen.push(...page.data.map(({ deviceId }) => deviceId))
      after = page.next
      if (after === null) break
    }
    assert.deepEqual(seen, Array.from({ length: 25 }, (_, n) => `Q${24 - n}`))
    const count = async (filter: Parameters<typeof queries.list>[0], units?: string[]) => (await queries.list(filter, units ? { kind: 'units', units } : ALL, { limit: 200 })).data.length
    assert.deepEqual(
      [await count({ kind: 'gas' }), await count({ severity: 'critical' }), await count({ town: 'town2' }), await count({ drill: true }), await count({ state: 'cleared' }), await count({}, ['water']), await count({}, [])],
      [1, 1, 5, 0, 0, 12, 0],
    )
    assert.deepEqual(await queries.counts({ kind: 'units', units: ['water'] }), { critical: 1, major: 11, minor: 0, warning: 0 })
    await assert.rejects(() => queries.list({ kind: 'gas' }, ALL, { limit: 7, after: 'forged' }), /翻页标记/)
  })

  test('an alarm is confirmed once and closed once, with who and why', async ({ assert }) => {
    const { alarms, queries } = desk.stores
    const [row] = await desk.alarmsOf('Q3')
    assert.deepEqual([await alarms.acknowledge(row.id, 'li', 5), await alarms.acknowledge(row.id, 'wang', 6), await alarms.acknowledge('none', 'li', 6)], [true, false, false])
    assert.deepEqual([await alarms.close(row.id, 'li', '误报', 7), await alarms.close(row.id, 'wang', '误报', 8)], [true, false])
    const closed = (await queries.find(row.id))!
    assert.deepEqual([closed.acknowledgedBy, closed.closedBy, closed.closeReason, closed.closedAtMs], ['li', 'li', '误报', 7])
    assert.deepEqual((await queries.events(row.id)).map(({ type }) => type), ['raised', 'acknowledged', 'closed'])
    const all: string[] = []
    for (let after: string | null = null; ;) {
      const page: Awaited<ReturnType<typeof queries.list>> = await queries.list({}, ALL, { limit: 4, after })
      all.push(...page.data.map(({ deviceId }) => deviceId))
      if ((after = page.next) === null) break
    }
    assert.deepEqual(all, Array.from({ length: 25 }, (_, n) => `Q${24 - n}`), 'open and closed ones in one order')
  })

  test('readings are found by their device in the order of its clock; old ones go, alarms stay', async ({ assert }) => {
    const { queries, upkeep } = desk.stores
    desk.add(aDevice('R'))
    for (let n = 0; n < 9; n += 1) await desk.send('R', { tilt: n }, { eventAtMs: desk.now() - n * 1_000 })
    const span = { fromMs: desk.now() - 5_000, toMs: desk.now() }
    assert.deepEqual((await queries.readingsForTryOut('nb/R', span, 100)).map(({ values }) => values.tilt), [5, 4, 3, 2, 1, 0])
    const first = await queries.readings('nb/R', span, { limit: 4 })
    const second = await queries.readings('nb/R', span, { limit: 4, after: first.next })
    assert.deepEqual([...first.data, ...second.data].map(({ values }) => values.tilt), [0, 1, 2, 3, 4, 5])
    assert.deepEqual([...(await queries.lastHeard(['nb/R', 'nb/none']))], [['nb/R', desk.now()]])
    assert.equal(await upkeep.forgetReadings(desk.now(), 10), 10)
    assert.equal(await upkeep.forgetReadings(desk.now(), 100), 15)
    assert.lengthOf(await queries.readingsForTryOut('nb/R', { fromMs: 0, toMs: desk.now() }, 100), 9)
    assert.lengthOf(await desk.alarmsOf('Q1'), 1)
  })

  test('an alarm without a case closes by itself when it has been cleared long enough', async ({ assert }) => {
    await desk.send('Q1', { tilt: 1 })
    await desk.pass(29 * MINUTE)
    assert.isNull((await desk.alarmsOf('Q1'))[0].closedAtMs)
    await desk.pass(2 * MINUTE)
    const [row] = await desk.alarmsOf('Q1')
    assert.deepEqual([row.state, row.closedBy, row.closeReason], ['cleared', 'system', '已恢复，未立案'])
  })

  test('rules, groupings and silences come back as they were saved; each change moves a revision', async ({ assert }) => {
    const { rules, silences } = desk.stores
    const before = await rules.revision()
    const made = { basedOn: 'new', atMs: 1, changedBy: 'li' } as const
    const rule = aRule({ name: '井盖“倾斜”\\ 𠮷' })
    await rules.change({ ...made, of: 'rule', id: rule.id, rule })
    await rules.change({ ...made, of: 'grouping', id: 'rain', rule: aGrouping() })
    assert.deepEqual(await rules.load(), { rules: [rule], groupings: [aGrouping()] })
    await rules.change({ of: 'rule', id: rule.id, rule: null, basedOn: 1, atMs: 2, changedBy: 'wang' })
    await rules.change({ of: 'grouping', id: 'rain', rule: null, basedOn: null, atMs: 2, changedBy: 'wang' })
    assert.deepEqual([await rules.load(), (await rules.revision()) - before], [{ rules: [], groupings: [] }, 4])
    const silence: Silence = { id: 's1', reason: '检修', owner: 'li', fromMs: 10, untilMs: 100, devices: ['nb/A'], deviceKinds: [], alarmKinds: [], towns: [], areas: [], createdAtMs: 5, endedAtMs: null }
    await silences.save(silence)
    assert.deepEqual([await silences.load(99), await silences.load(100)], [[silence], []])
    assert.deepEqual([await silences.end('s1', 50), await silences.end('s1', 60), await silences.end('none', 60)], [true, false, false])
    assert.deepEqual([await silences.load(49), await silences.load(50)], [[{ ...silence, endedAtMs: 50 }], []])
    assert.deepEqual((await silences.list({ userId: 'any', scope: ALL }, { limit: 10 })).data, [{ ...silence, endedAtMs: 50 }])
  })

  test('of many who change a rule at once on the same version one wins; the others learn who, and nothing of theirs is kept', async ({ assert }) => {
    const { rules } = desk.stores
    const { ruleHistory } = desk.running.storage
    const write = { of: 'rule', id: 'raced', atMs: 1 } as const
    const clerks = ['li', 'wang', 'zhao', 'qian', 'sun', 'zhou']
    const by = (name: string, basedOn: number | 'new') => rules.change({ ...write, rule: aRule({ id: 'raced', name }), basedOn, changedBy: name })
    for (const basedOn of ['new', 1, 2] as const) {
      const before = await rules.revision()
      const answers = await Promise.all(clerks.map((name) => by(name, basedOn)))
      const winner = clerks[answers.findIndex(({ kind }) => kind === 'changed')]
      assert.deepEqual(answers.filter(({ kind }) => kind === 'changed'), [{ kind: 'changed', version: basedOn === 'new' ? 1 : basedOn + 1 }])
      assert.sameMembers(answers.flatMap((one) => (one.kind === 'stale' ? [one.last?.changedBy] : [])), Array<string>(5).fill(winner!))
      const { rules: [standing] } = await rules.load()
      assert.deepEqual([standing?.name, (await ruleHistory.of('raced')).length, (await rules.revision()) - before], [winner, basedOn === 'new' ? 1 : basedOn + 1, 1])
    }
    const removed = await Promise.all(['li', 'wang'].map((changedBy) => rules.change({ ...write, rule: null, basedOn: 3, changedBy })))
    assert.sameMembers(removed.map(({ kind }) => kind), ['changed', 'missing'])
    assert.equal((await by('li', 4)).kind, 'missing', 'what was taken away does not come back by a late save')
    assert.equal((await by('li', 0)).kind, 'missing')
  })

  test('a page of silences is full while there are more that concern the viewer, and shows what each of them, device by device, says', async ({ assert }) => {
    const { silences } = desk.stores
    const places = [{ kind: 'manhole', town: 'north', area: null }, { kind: 'pipe', town: 'north', area: '一路' }, { kind: 'manhole', town: 'south', area: '二路' }]
    const devices = places.flatMap((place, n) => ['urban', 'water', 'forest'].map((owner) => aDevice(`S${n}${owner}`, { ...place, owner })))
    await desk.running.storage.devices.put(devices.map((device) => ({ device })), 'li', 1)
    // each list empty, of one or of two: every way in which they meet, in an order that puts what concerns whom far apart
    const lists = { devices: [[], ['nb/S0urban'], ['nb/S1water', 'nb/gone']], deviceKinds: [[], ['pipe'], ['pipe', 'manhole']], towns: [[], ['north'], ['south', 'water']], areas: [[], ['一路'], ['二路', '一路']] }
    const all: Silence[] = []
    for (const one of lists.devices) for (const kinds of lists.deviceKinds) for (const towns of lists.towns) for (const areas of lists.areas) {
      const id = `c${String(all.length).padStart(3, '0')}`
      all.push({ id, reason: '检修', owner: all.length % 17 === 0 ? 'me' : 'chief', fromMs: 10, untilMs: 100, devices: one, deviceKinds: kinds, alarmKinds: [], towns, areas, createdAtMs: 1_000 + all.length, endedAtMs: null })
    }
    for (const silence of all) await silences.save(silence)
    const expected = (units: readonly string[]) => all.toReversed().filter((silence) =>
      silence.owner === 'me' || (silence.devices.length === 0 && silence.towns.some((town) => units.includes(town))) ||
      devices.some((device) => units.includes(device.owner) && coversDevice(silence, { device: deviceKey(device), deviceKind: device.kind, town: device.town, area: device.area })))
    for (const units of [['urban'], ['water'], ['urban', 'water'], ['nobody'], []]) {
      const seen: string[] = []
      const sizes: number[] = []
      for (let after: string | null = null; ;) {
        const page: Awaited<ReturnType<typeof silences.list>> = await silences.list({ userId: 'me', scope: { kind: 'units', units } }, { limit: 7, after })
        seen.push(...page.data.map(({ id }) => id))
        sizes.push(page.data.length)
        after = page.next
        if (after === null) break
      }
      assert.deepEqual(seen, expected(units).map(({ id }) => id), units.join())
      assert.isTrue(sizes.slice(0, -1).every((size) => size === 7), `${units.join()}: ${sizes.join()}`)
    }
    const { data: [newest] } = await silences.list({ userId: 'chief', scope: ALL }, { limit: 1 })
    assert.equal(newest?.id, all.at(-1)?.id)
    const { next } = await silences.list({ userId: 'me', scope: { kind: 'units', units: ['urban'] } }, { limit: 2 })
    await assert.rejects(() => silences.list({ userId: 'me', scope: { kind: 'units', units: ['water'] } }, { limit: 2, after: next }), /翻页标记/)
  })

  test('what was refused adds up over nodes, is seen by whom the device is, and is forgotten', async ({ assert }) => {
    const { refusals } = desk.stores
    const devices = [{ ...aDevice('Z1', { owner: 'urban' }) }, { ...aDevice('Z2', { owner: 'water' }) }]
    await desk.running.storage.devices.put(devices.map((device) => ({ device })), 'li', 1)
    const tally = { hourMs: 0, line: 'mqtt', source: 'nb', deviceId: 'Z1', code: 'E_LINE_CRC', message: '校验码不符。', count: 2, lastAtMs: 50, bytes: 7, digest: 'd1' }
    const others = [{ ...tally, deviceId: 'Z2', lastAtMs: 60 }, { ...tally, deviceId: 'stranger', code: 'E_DEVICE_UNKNOWN', lastAtMs: 70 }, { ...tally, source: '', deviceId: '', line: 'hj212', lastAtMs: 40 }]
    await Promise.all([refusals.add([tally, ...others]), refusals.add([{ ...tally, count: 3, lastAtMs: 45 }, ...others].toReversed()), refusals.add([])])
    const all = await refusals.list({ sinceMs: 0 }, ALL, { limit: 3 })
    const rest = await refusals.list({ sinceMs: 0 }, ALL, { limit: 3, after: all.next })
    const shown = (rows: typeof all.data) => rows.map(({ deviceId, count, lastAtMs, deviceName }) => [deviceId, count, lastAtMs, deviceName])
    assert.deepEqual(shown([...all.data, ...rest.data]), [['stranger', 4, 70, null], ['Z2', 4, 60, devices[1]!.name], ['Z1', 5, 50, devices[0]!.name], ['', 4, 40, null]])
    const urban = { kind: 'units', units: ['urban'] } as const
    assert.deepEqual((await refusals.list({ sinceMs: 0 }, urban, { limit: 9 })).data.map(({ deviceId }) => deviceId), ['Z1'])
    assert.deepEqual((await refusals.summary({ sinceMs: 0 }, urban)).codes, [{ name: 'E_LINE_CRC', count: 5, lastAtMs: 50 }])
    assert.deepEqual((await refusals.list({ sinceMs: 0 }, { kind: 'units', units: [] }, { limit: 9 })).data, [])
    const { codes, lines, sources } = await refusals.summary({ sinceMs: 0 }, ALL)
    assert.deepEqual([codes, lines, sources].map((counts) => counts.map(({ name, count }) => [name, count])), [
      [['E_LINE_CRC', 13], ['E_DEVICE_UNKNOWN', 4]], [['mqtt', 13], ['hj212', 4]], [['nb', 13], ['', 4]],
    ])
    for (const [filter, count] of [[{ line: 'hj212' }, 1], [{ code: 'E_DEVICE_UNKNOWN' }, 1], [{ source: 'nb' }, 3], [{ device: 'nb/Z1' }, 1], [{ device: 'Z1' }, 0], [{ sinceMs: 55 }, 2]] as const) {
      assert.lengthOf((await refusals.list({ sinceMs: 0, ...filter }, ALL, { limit: 9 })).data, count, JSON.stringify(filter))
    }
    assert.deepEqual([await refusals.forget(51, 1), await refusals.forget(51, 9), await refusals.forget(51, 9)], [1, 1, 0])
    assert.lengthOf((await refusals.list({ sinceMs: 0 }, ALL, { limit: 9 })).data, 2)
  })
})
