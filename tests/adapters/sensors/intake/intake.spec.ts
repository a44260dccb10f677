import { test } from '@japa/runner'
import { createIntake } from '#adapters/sensors/intake/create_intake'
import type { DeviceMessage } from '#processes/foundation/alarms/message'
import { createRuleBook } from '#processes/foundation/alarms/prepare_rule'
import { aDevice } from '#tests/runtime/sensors/sensor_desk'
import { createMemoryStore, type MemoryStore } from './memory_store.js'

const NOW = Date.UTC(2026, 2, 2, 1)

const messageOf = (n: number, more: Partial<DeviceMessage> = {}): DeviceMessage =>
  ({ source: 'nb', deviceId: 'A', messageId: `m${n}`, eventAtMs: NOW, values: { v: n }, alarm: null, position: null, drill: false, raw: 'x'.repeat(10), ...more })

function openIntake(store: MemoryStore, limits = {}) {
  const groups: number[] = []
  const intake = createIntake({
    store, limits, register: { find: (_source, id) => (id === 'A' ? aDevice('A') : null), authenticate: async () => true, authenticatePlatform: async () => true, credential: () => null },
    world: () => ({ nowMs: NOW, newId: () => 'id', rules: createRuleBook([]), groupings: [], silences: [] }), committed: ({ messages }) => void groups.push(messages),
  })
  return { intake, groups }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

const REFUSED: readonly { title: string; message: Partial<DeviceMessage>; code: string }[] = [
  { title: 'a device that is not registered', message: { deviceId: 'B' }, code: 'E_DEVICE_UNKNOWN' },
  { title: 'a name with a wildcard of MQTT', message: { deviceId: '+' }, code: 'E_MESSAGE_DEVICE' },
  { title: 'an empty id', message: { messageId: '' }, code: 'E_MESSAGE_ID' },
  { title: 'an id longer than a key', message: { messageId: 'x'.repeat(129) }, code: 'E_MESSAGE_ID' },
  { title: 'an instant that is none', message: { eventAtMs: -1 }, code: 'E_MESSAGE_TIME' },
  { title: 'too many values', message: { values: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`v${n}`, n])) }, code: 'E_MESSAGE_VALUES' },
  { title: 'a value that is no number', message: { values: { v: Number.NaN } }, code: 'E_MESSAGE_VALUES' },
  { title: 'a kind that is no word', message: { alarm: { kind: '\u0000', severity: null, state: 'raised', startedAtMs: null } }, code: 'E_MESSAGE_ALARM' },
  { title: 'a raw message beyond 8 KB', message: { raw: 'x'.repeat(8_193) }, code: 'E_MESSAGE_SIZE' },
  { title: 'a place that is nowhere', message: { position: { longitude: 200, latitude: 1 } }, code: 'E_MESSAGE_POSITION' },
]

test.group('the intake', () => {
  test('{title} is refused with its reason, and only that').with([...REFUSED]).run(async ({ assert }, { message, code }) => {
    const { intake } = openIntake(createMemoryStore())
    const taken = await intake.take([messageOf(1), messageOf(2, message), messageOf(3)], NOW)
    assert.deepEqual(taken.map((one) => (one.kind === 'rejected' ? one.code : one.kind)), ['accepted', code, 'accepted'])
  })

  test('what comes while a group is being written forms the next one', async ({ assert }) => {
    const store = createMemoryStore()
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { intake, groups } = openIntake({ ...store, group: async (work) => (await held, store.group(work)) })
    const first = intake.take([messageOf(0)], NOW)
    await new Promise((resolve) => setImmediate(resolve))
    const others = Array.from({ length: 50 }, (_, n) => intake.take([messageOf(n + 1)], NOW))
    release()
    await Promise.all([first, ...others])
    assert.deepEqual(groups, [1, 50])
  })

  test('a full queue refuses the whole batch and takes it when there is room; nothing was taken of it before', async ({ assert }) => {
    const store = createMemoryStore()
    const { intake } = openIntake(store, { queueSize: 10 })
    const first = intake.take(Array.from({ length: 8 }, (_, n) => messageOf(n)), NOW)
    const refused = await intake.take([messageOf(8), messageOf(9), messageOf(10)], NOW).catch((error: unknown) => error)
    assert.deepEqual([codeOf(refused), (refused as { status: number }).status, (refused as { retryAfterMs: number }).retryAfterMs], ['E_INTAKE_BUSY', 503, 1_000])
    await first
    assert.equal(store.readings.size, 8)
    assert.lengthOf(await intake.take([messageOf(8), messageOf(9), messageOf(10)], NOW), 3)
  })

  test('raw messages that wait are bounded by their size as well', async ({ assert }) => {
    const { intake } = openIntake(createMemoryStore(), { queueCharacters: 1_000 })
    const large = messageOf(1, { raw: 'x'.repeat(600) })
    const first = intake.take([large], NOW)
    assert.equal(codeOf(await intake.take([large], NOW).catch((error: unknown) => error)), 'E_INTAKE_BUSY')
    await first
    assert.deepEqual(await intake.take([{ ...large, messageId: 'other' }], NOW), [{ kind: 'accepted' }])
  })

  test('a database that is away acknowledges nothing; sent again, everything is there once', async ({ assert }) => {
    const store = createMemoryStore()
    let isAway = true
    const { intake } = openIntake({ ...store, group: (work) => (isAway ? Promise.reject(new Error('away')) : store.group(work)) })
    const batch = [messageOf(1), messageOf(2)]
    assert.match(String(await intake.take(batch, NOW).catch((error: unknown) => error)), /away/)
    isAway = false
    assert.deepEqual((await intake.take(batch, NOW)).map(({ kind }) => kind), ['accepted', 'accepted'])
    assert.equal(store.readings.size, 2)
  })

  test('a message the database cannot hold is refused alone', async ({ assert }) => {
    const store = createMemoryStore()
    const refusing: MemoryStore = {
      ...store, isValueRefused: (error) => String(error).includes('too long'),
      group: (work) => store.group(async (unit) => work({ ...unit, write: async (writes) => {
        if (writes.readings.some(({ messageKey }) => messageKey === 'm:m13')) throw new Error('too long')
        await unit.write(writes)
      } })),
    }
    const taken = await openIntake(refusing).intake.take(Array.from({ length: 20 }, (_, n) => messageOf(n)), NOW)
    assert.deepEqual(taken.flatMap(({ kind }, n) => (kind === 'rejected' ? [n] : [])), [13])
    assert.equal(store.readings.size, 19)
  })

  test('stopped, it finishes what it has and takes nothing more', async ({ assert }) => {
    const store = createMemoryStore()
    const { intake } = openIntake(store)
    const first = intake.take([messageOf(1)], NOW)
    await intake.stop()
    assert.deepEqual(await first, [{ kind: 'accepted' }])
    assert.equal(codeOf(await intake.take([messageOf(2)], NOW).catch((error: unknown) => error)), 'E_INTAKE_STOPPED')
  })
})
