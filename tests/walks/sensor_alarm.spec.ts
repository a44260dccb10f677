import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { compose, REPOSITORY, type Composition } from '#adapters/bootstrap/compose'
import { createClock } from '#adapters/bootstrap/clock'
import { loadDemoCounty } from '#adapters/bootstrap/first_accounts'
import { loadPackages } from '#adapters/bootstrap/load_packages'
import type { DeviceMessage } from '#processes/foundation/alarms/message'
import { aDevice, aGrouping, aRule } from '#tests/runtime/sensors/sensor_desk'
import { configurationFor } from '#tests/runtime/numbers/numbers_call'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { eventually } from './support/county.js'

const place = { town: '=device.town', address: '=device.address', longitude: '=device.longitude', latitude: '=device.latitude' }
const event = (subtype: string, description: string) => ({ definitionKey: 'five_zero_event', form: 'report', urgent: true, variables: { channel: 'sensor', level: 'normal', subtype, description, ...place } })

/** Walk B: source → normalise → rules → command bus → step → record → commit → acknowledgement. */
test.group('walk B: an alarm starts a process', (group) => {
  let composition: Composition
  group.setup(async () => {
    const database = await createTestDatabase()
    composition = await compose(configurationFor(database.config), createClock(Date.parse('2026-11-23T09:00:00+08:00')))
    const { services, engine, storage } = composition
    await loadDemoCounty(services, 'A-long-enough-pass-1')
    await services.organisation.refresh()
    const complaints = await loadPackages(engine, fileURLToPath(new URL(join('processes'), REPOSITORY)))
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
    const device = (id: string, more = {}) => ({ device: aDevice(id, { town: 'street_xingsha', address: '开元路与望仙路口', area: '开元路', ...more }) })
    await storage.devices.put([device('W1'), device('W2', { town: 'town_huanghua', address: '机场大道' }), ...Array.from({ length: 40 }, (_, n) => device(`R${n}`))], 'admin', 1)
    await services.devices.book.refresh()
    const { change } = services.alarms.rules
    const made = { basedOn: 'new', atMs: 1, changedBy: 'admin' } as const
    await change({ ...made, of: 'rule', id: 'tilt', rule: aRule({ business: event('AQ01', '="井盖倾斜 " + string(values.tilt) + " 度"') }) })
    await change({ ...made, of: 'rule', id: 'water', rule: aRule({
      id: 'water', kind: 'overflow', name: '井盖满溢', levels: [{ severity: 'minor', when: { type: 'threshold', value: 'level', above: 95, below: null, margin: 5, averageMs: null } }],
      business: event('AQ04', '井盖满溢'),
    }) })
    await change({ ...made, of: 'grouping', id: 'rain', rule: aGrouping({
      kinds: ['overflow'], count: 10, waitMs: 5_000, makes: { kind: 'flooding', severity: 'critical', business: event('AQ04', '="多处井盖满溢，共 " + string(alarm.members) + " 处"') },
    }) })
    await eventually('the rules in force', async () => (await services.sensorMetrics()).length > 0 || null)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    composition.startWorkers()
    return async () => {
      await composition.close()
      await database.drop()
    }
  })

  const take = (...messages: Partial<DeviceMessage>[]) =>
    composition.services.alarms.intake.take(
      messages.map((message) => ({ source: 'nb', deviceId: '', messageId: null, eventAtMs: null, values: {}, alarm: null, position: null, drill: false, raw: '', ...message })), composition.services.clock(),
    )
  const events = async (town: string) => (await composition.services.events.list({ town }, { kind: 'all' }, { limit: 50 })).data
  const waitForEvent = (town: string, what: string) => eventually(what, async () => (await events(town)).find(({ title }) => title.includes(what)))

  test('a tilted manhole is a 五零 event on the desk of its street with number, kind and position, seconds later', async ({ assert }) => {
    const taken = await take({ deviceId: 'W1', values: { tilt: 22.4 } })
    assert.deepEqual(taken, [{ kind: 'accepted' }])
    const row = await waitForEvent('street_xingsha', '井盖缺失或倾斜')
    assert.include(row, { channel: 'sensor', subtype: 'AQ01', urgent: true, description: '井盖倾斜 22.4 度', address: '开元路与望仙路口', longitude: 113.08, latitude: 28.24 })
    assert.match(row.number, /^\d+/)
    assert.include(row, { unit: 'street_xingsha', status: 'dispatched', filedAtMs: row.reportedAtMs })
    const open = (await composition.engine.tasks.ofInstance(row.instanceId)).filter(({ state }) => state === 'open')
    assert.deepEqual(open.map(({ elementId, candidates }) => [elementId, candidates]), [['sign', ['role:handler@dept:street_xingsha']]])
  })

  test('a drill is a drill in its title, its row and its statistics', async ({ assert }) => {
    await take({ deviceId: 'W2', values: { tilt: 30 }, drill: true })
    const row = await waitForEvent('town_huanghua', '【演练】')
    assert.deepEqual([row.drill, row.filedMonth], [true, null])
  })

  test('rain over the covers of one road is one event', async ({ assert }) => {
    await take(...Array.from({ length: 40 }, (_, n) => ({ deviceId: `R${n}`, values: { level: 99 } })))
    const row = await waitForEvent('street_xingsha', '路面积水')
    assert.equal(row.description, '多处井盖满溢，共 40 处')
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    assert.lengthOf((await events('street_xingsha')).filter(({ subtype }) => subtype === 'AQ04'), 1)
  })
})
