import { test } from '@japa/runner'
import fc from 'fast-check'
import { createIntake } from '#adapters/sensors/intake/create_intake'
import type { DeviceMessage, Taken } from '#processes/foundation/alarms/message'
import { createRuleBook } from '#processes/foundation/alarms/prepare_rule'
import { aDevice, aGrouping, aRule } from '#tests/runtime/sensors/sensor_desk'
import { createMemoryStore, type MemoryStore } from './memory_store.js'

const NOW = Date.UTC(2026, 2, 2, 1)
const RUNS = Number(process.env.PROPERTY_RUNS ?? 150)
const DEVICES = 4

const devices = new Map(Array.from({ length: DEVICES }, (_, n) => [`D${n}`, aDevice(`D${n}`, { area: 'road' })]))
const high = { type: 'threshold', value: 'v', above: 10, below: null, margin: 0, averageMs: null } as const
const rules = createRuleBook([
  aRule({ levels: [{ severity: 'major', when: high }] }),
  aRule({ id: 'twice', kind: 'twice', levels: [{ severity: 'minor', when: { type: 'repeated', times: 2, withinMs: 120_000, of: high } }], business: null }),
])

async function take(store: MemoryStore, batches: readonly (readonly DeviceMessage[])[], groupSize: number, groupings = [aGrouping({ count: 3, kinds: ['tilt'] })]): Promise<Taken[]> {
  let count = 0
  const intake = createIntake({
    store, register: { find: (_source, id) => devices.get(id) ?? null, authenticate: async () => true, authenticatePlatform: async () => true, credential: () => null }, limits: { groupSize },
    world: () => ({ nowMs: NOW, newId: () => `id${(count += 1)}`, rules, groupings, silences: [] }),
  })
  const taken = await Promise.all(batches.map((batch) => intake.take(batch, NOW)))
  return taken.flat()
}

/** What has come of it, without the ids: alarms, how often, who holds them; what starts. */
const outcome = ({ alarms, actions, readings }: MemoryStore) => ({
  alarms: [...alarms.values()].map(({ source, deviceId, kind, state, occurrences, heldBy, members }) => [source, deviceId, kind, state, occurrences, heldBy, members].join(' ')).toSorted(),
  starts: [...actions.values()].map(({ alarmId }) => `${alarms.get(alarmId)!.kind} ${alarms.get(alarmId)!.deviceId}`).toSorted(), readings: [...readings.keys()].toSorted(),
})

interface Told {
  device: number
  second: number
  value: number
}

const readings = fc.uniqueArray(fc.record<Told>({ device: fc.nat(DEVICES - 1), second: fc.nat(500), value: fc.nat(20) }), { selector: ({ device, second }) => `${device} ${second}`, minLength: 1, maxLength: 40 })

const messageOf = ({ device, second, value }: Told): DeviceMessage =>
  ({ source: 'nb', deviceId: `D${device}`, messageId: null, eventAtMs: NOW - 540_000 + second * 1_000, values: { v: value }, alarm: null, position: null, drill: false, raw: '' })

const inOrder = (told: readonly Told[]): DeviceMessage[] => told.toSorted((one, other) => one.second - other.second || one.device - other.device).map(messageOf)

/** A list with some of its members again later, cut into batches. */
const again = (messages: readonly DeviceMessage[], picks: readonly number[]): DeviceMessage[] => {
  const list = [...messages]
  for (const pick of picks) {
    const from = pick % list.length
    list.splice(from + 1 + (pick % (list.length - from)), 0, list[from])
  }
  return list
}

test.group('the same readings, otherwise', () => {
  test('sent again at any place, in groups of any size: the same alarms, each reading once', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(readings, fc.array(fc.nat(1_000), { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), async (told, picks, groupSize) => {
        const [plain, repeated] = [createMemoryStore(), createMemoryStore()]
        await take(plain, [inOrder(told)], 1_000)
        const list = again(inOrder(told), picks)
        const taken = await take(repeated, list.map((message) => [message]), groupSize)
        assert.deepEqual(outcome(repeated), outcome(plain))
        assert.deepEqual(taken.filter(({ kind }) => kind === 'duplicate').length, picks.length)
      }),
      { numRuns: RUNS },
    )
  })

  test('in any order: nothing is lost or doubled, what a device said last holds, and there are never more alarms than in order', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(readings, fc.nat(), async (told, seed) => {
        const [ordered, shuffled] = [createMemoryStore(), createMemoryStore()]
        await take(ordered, [inOrder(told)], 1_000, [])
        const list = told.map((one, n) => ({ one, key: (n * 7_919 + seed) % 104_729 })).toSorted((a, b) => a.key - b.key).map(({ one }) => messageOf(one))
        await take(shuffled, [list], 5, [])
        const newest = new Map(told.toSorted((a, b) => a.second - b.second).map(({ device, value }) => [`D${device}`, value > 10]))
        const active = (store: MemoryStore) => new Set([...store.alarms.values()].filter(({ kind, state }) => kind === 'tilt' && state === 'active').map(({ deviceId }) => deviceId))
        const expected = new Set([...newest].filter(([, isHigh]) => isHigh).map(([id]) => id))
        assert.deepEqual([active(ordered), active(shuffled)], [expected, expected])
        assert.deepEqual(outcome(shuffled).readings, outcome(ordered).readings)
        assert.isAtMost(shuffled.alarms.size, ordered.alarms.size)
      }),
      { numRuns: RUNS },
    )
  })
})
