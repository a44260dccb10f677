import { test } from '@japa/runner'
import { DEMO_DEVICES, FLOOD_COVERS } from '#adapters/sensors/simulate/demo_devices'
import { DEMO_GROUPINGS, DEMO_RULES, OVERFLOW } from '#adapters/sensors/simulate/demo_rules'
import { playScenario } from '#adapters/sensors/simulate/play_scenario'
import { SCENARIOS, scenarioOf } from '#adapters/sensors/simulate/scenario'
import { advanceByMessage } from '#processes/foundation/alarms/advance_device'
import { createRuleBook } from '#processes/foundation/alarms/prepare_rule'
import { readGrouping, readRule } from '#processes/foundation/alarms/read_rule'
import type { DeviceState } from '#processes/foundation/alarms/rule_state'
import { DEVICE_KINDS } from '#processes/foundation/alarms/device_kinds'
import { DEVICE_NAME } from '#processes/foundation/alarms/device_store'
import { DEMO_DEPARTMENTS } from '#processes/foundation/demo/departments'

const units = new Set(DEMO_DEPARTMENTS.map(({ id }) => id))
const towns = DEMO_DEPARTMENTS.filter(({ kind }) => kind === 'street' || kind === 'town').map(({ id }) => id)

/** Kinds of alarms that the messages of a scenario raise, each device's in turn, as the intake would. */
function raisedBy(name: (typeof SCENARIOS)[number]): Map<string, Set<string>> {
  const book = createRuleBook(DEMO_RULES)
  const states = new Map<string, DeviceState>()
  const raised = new Map<string, Set<string>>()
  for (const { device, values, alarm, afterMs } of scenarioOf(name).sendings) {
    const atMs = Date.UTC(2026, 10, 22) + afterMs
    const message = { source: device.source, deviceId: device.deviceId, messageId: null, eventAtMs: atMs, values, alarm: alarm && { ...alarm, severity: null, startedAtMs: null }, position: null, drill: false, raw: '' }
    const advanced = advanceByMessage(book.rulesFor(device), device, states.get(device.deviceId) ?? null, message, atMs)
    states.set(device.deviceId, advanced.state)
    for (const change of advanced.changes) if (change.type === 'raised') raised.set(change.kind, (raised.get(change.kind) ?? new Set()).add(device.deviceId))
  }
  return raised
}

test.group('demo devices and rules', () => {
  test('every town has its devices, of known kinds, with names of their own and owners that exist', ({ assert }) => {
    assert.equal(new Set(DEMO_DEVICES.map(({ source, deviceId }) => `${source}/${deviceId}`)).size, DEMO_DEVICES.length)
    for (const device of DEMO_DEVICES) {
      assert.match(device.deviceId, DEVICE_NAME)
      assert.property(DEVICE_KINDS, device.kind)
      assert.isTrue(units.has(device.owner) && towns.includes(device.town), device.deviceId)
      assert.isTrue(device.longitude! > 112.5 && device.longitude! < 114 && device.latitude! > 27.8 && device.latitude! < 28.9, device.deviceId)
    }
    assert.sameMembers([...new Set(DEMO_DEVICES.map(({ town }) => town))], towns)
  })

  test('the editor of rules takes each of them as it is', ({ assert }) => {
    for (const rule of DEMO_RULES) assert.deepEqual(readRule(rule), { ok: true, value: rule })
    for (const grouping of DEMO_GROUPINGS) assert.deepEqual(readGrouping(grouping), { ok: true, value: grouping })
  })
})

test.group('scenarios', () => {
  test('a day raises each thing that happens, once, and nothing else', ({ assert }) => {
    const raised = raisedBy('day')
    assert.deepEqual(Object.fromEntries([...raised].map(([kind, devices]) => [kind, [...devices].join()])), {
      井盖倾斜: 'manhole-langli-02', 电梯困人: 'lift-xingsha-01', 管网压力异常: 'pipe-huanghua-01', 边坡位移加速: 'slope-jinjing-01', 疑似森林火情: 'forest-kaihui-01', 扬尘超标: 'air-quantang-01',
      水质超标: 'water-chunhua-01', 泵站断电: 'pump-xingsha-01',
    })
  })

  test('a flood makes every cover overflow; a storm tilts them all', ({ assert }) => {
    assert.deepEqual([...raisedBy('flood')].map(([kind, devices]) => [kind, devices.size]), [[OVERFLOW, FLOOD_COVERS]])
    assert.deepEqual([...raisedBy('storm').keys()], ['井盖倾斜'])
    assert.lengthOf(scenarioOf('storm', 77).sendings, 77)
  })

  for (const name of SCENARIOS) {
    test(`${name}: in order of time`, ({ assert }) => {
      const times = scenarioOf(name).sendings.map(({ afterMs }) => afterMs)
      assert.deepEqual(times, times.toSorted((a, b) => a - b))
    })
  }

  test('what is not acknowledged is told, not thrown', async ({ assert }) => {
    const { sendings } = scenarioOf('storm', 3)
    const at = sendings.map((sending) => ({ ...sending, afterMs: 0 }))
    const good = { send: async () => undefined, close: async () => undefined }
    const bad = { send: async () => Promise.reject(new Error('refused')), close: async () => undefined }
    const played = await playScenario({ shows: '', expects: '', sendings: at }, { good, bad }, (sending) => (sending === at[1] ? 'bad' : 'good'))
    assert.deepInclude(played, { sent: { good: 2, bad: 1 }, failed: 1, fault: 'refused' })
  })
})
