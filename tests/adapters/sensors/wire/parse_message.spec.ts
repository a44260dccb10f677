import { test } from '@japa/runner'
import fc from 'fast-check'
import { messageKey } from '#adapters/sensors/intake/message_key'
import { instantOf } from '#adapters/sensors/wire/instant'
import { readPayload } from '#adapters/sensors/mqtt/read_payload'
import { parseMessage, rawOf } from '#adapters/sensors/wire/parse_message'

const SENDER = { source: 'nb', deviceId: 'A1' }
const TEN = Date.parse('2026-11-22T10:00:00+08:00')

test.group('body of a reading', () => {
  test('what is left out is not there; what is told is kept', ({ assert }) => {
    assert.deepEqual(parseMessage({ values: { tilt: 22.4, on: true, note: '倾斜', empty: null } }, SENDER, '{}'), {
      ok: true,
      message: { source: 'nb', deviceId: 'A1', messageId: null, eventAtMs: null, values: { tilt: 22.4, on: true, note: '倾斜' }, alarm: null, position: null, drill: false, raw: '{}' },
    })
    const full = { messageId: 7, at: TEN / 1000, alarm: { kind: 'tilt', severity: 'major', state: 'cleared', startedAt: '2026-11-22 10:00' }, longitude: 113.1, latitude: 28.2, drill: true, deviceId: 'A1' }
    const read = parseMessage(full, SENDER, 'x'.repeat(20_000))
    assert.deepEqual(read.ok && { ...read.message, raw: read.message.raw.length }, {
      source: 'nb', deviceId: 'A1', messageId: '7', eventAtMs: TEN, values: {}, alarm: { kind: 'tilt', severity: 'major', state: 'cleared', startedAtMs: TEN },
      position: { longitude: 113.1, latitude: 28.2 }, drill: true, raw: 8_192,
    })
  })

  test('the same message by MQTT and by HTTP, from the device or its platform, in any order of its values, later, is one message', ({ assert }) => {
    const name = fc.stringMatching(/^[a-z]{1,5}$/)
    const item = fc.record(
      { at: fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }), messageId: fc.stringMatching(/^[a-z0-9]{1,8}$/), alarm: fc.record({ kind: name, state: fc.constantFrom('raised', 'cleared') }), values: fc.dictionary(name, fc.integer()) },
      { requiredKeys: ['at', 'values'] },
    )
    const keyOf = (read: ReturnType<typeof parseMessage>, receivedAtMs: number) => (read.ok ? `${read.message.source}/${read.message.deviceId} ${messageKey(read.message, receivedAtMs)}` : read.code)
    fc.assert(fc.property(item, (told) => {
      const turned = { ...told, values: Object.fromEntries(Object.entries(told.values).toReversed()) }
      const mqtt = readPayload(JSON.stringify(turned), SENDER)
      const keys = [
        mqtt.ok ? keyOf({ ok: true, message: mqtt.messages[0]! }, TEN) : mqtt.code, keyOf(parseMessage(told, SENDER, ''), TEN + 5), keyOf(parseMessage({ ...told, deviceId: 'A1' }, { source: 'nb', deviceId: null }, ''), TEN + 9),
      ]
      assert.lengthOf(new Set(keys), 1, keys.join(' | '))
      assert.match(keys[0]!, /^nb\/A1 [mar]:/)
    }), { numRuns: 100 })
  })

  test('a platform names its device in each item; an empty body is a sign of life', ({ assert }) => {
    const read = parseMessage({ deviceId: 'B2' }, { source: 'nb', deviceId: null }, '')
    assert.equal(read.ok && read.message.deviceId, 'B2')
    assert.isTrue(parseMessage({}, SENDER, '').ok)
  })

  for (const [code, item] of [
    ['E_MESSAGE_NO_OBJECT', null], ['E_MESSAGE_NO_OBJECT', [1]], ['E_MESSAGE_NO_OBJECT', 'x'], ['E_MESSAGE_EMPTY', { tilt: 22.4 }], ['E_MESSAGE_FOREIGN', { deviceId: 'A2' }], ['E_MESSAGE_FOREIGN', { source: 'other' }],
    ['E_MESSAGE_DEVICE', { deviceId: '../x' }], ['E_MESSAGE_DEVICE', { deviceId: 5 }], ['E_MESSAGE_ID', { messageId: '' }], ['E_MESSAGE_ID', { messageId: 'x'.repeat(129) }], ['E_MESSAGE_ID', { messageId: {} }],
    ['E_MESSAGE_AT', { at: 'yesterday' }], ['E_MESSAGE_AT', { at: -1 }], ['E_MESSAGE_AT', { at: 1e300 }], ['E_MESSAGE_VALUES', { values: [] }], ['E_MESSAGE_VALUES', { values: { 'a-b': 1 } }], ['E_MESSAGE_VALUES', { values: { a: {} } }],
    ['E_MESSAGE_VALUES', { values: { a: 'x'.repeat(501) } }], ['E_MESSAGE_VALUES', { values: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`v${n}`, n])) }],
    ['E_MESSAGE_ALARM', { alarm: 'tilt' }], ['E_MESSAGE_ALARM', { alarm: {} }], ['E_MESSAGE_ALARM', { alarm: { kind: 't', severity: 'bad' } }], ['E_MESSAGE_ALARM', { alarm: { kind: 't', state: 'on' } }],
    ['E_MESSAGE_AT', { alarm: { kind: 't', startedAt: 'x' } }], ['E_MESSAGE_POSITION', { longitude: 113 }], ['E_MESSAGE_POSITION', { longitude: 181, latitude: 0 }], ['E_MESSAGE_DRILL', { drill: 'yes' }],
  ] as const) {
    test(`${JSON.stringify(item)?.slice(0, 50)}: ${code}`, ({ assert }) => {
      const read = parseMessage(item, SENDER, '')
      assert.equal(read.ok ? 'taken' : read.code, code)
      assert.match(read.ok ? '' : read.message, /[\u4e00-\u9fff].*。$/)
    })
  }

  test('a name of the language is a value like others', ({ assert }) => {
    const read = parseMessage(JSON.parse('{"values":{"__proto__":1}}'), SENDER, '')
    assert.deepEqual(read.ok && Object.entries(read.message.values), [['__proto__', 1]])
  })

  test('whatever comes, it is a message or a refusal', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseMessage(value, SENDER, '')))
  })
})

test.group('instants of devices', () => {
  for (const [given, atMs] of [
    [TEN, TEN], [TEN / 1000, TEN], [String(TEN), TEN], ['2026-11-22T02:00:00Z', TEN], ['2026-11-22T02:00:00.500+00:00', TEN + 500], ['2026-11-22 10:00:00', TEN], ['2026-11-22T10:00', TEN],
    [BigInt(TEN), TEN], ['2026-11-22 10:00:00.123456', TEN + 123], ['2026-13-22 10:00:00', null], ['20261122', null], [0, null], [Number.NaN, null], ['', null], [{}, null], ['1999-01-01T00:00:00Z', null], [9e15, null],
  ] as const) {
    test(`${typeof given} ${String(given)}`, ({ assert }) => assert.equal(instantOf(given), atMs))
  }
})

test.group('items as text', () => {
  test('what is nested too deeply is refused in words, and stops nobody', ({ assert }) => {
    const payload = `[{},{"values":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}]`
    const read = readPayload(payload, { source: 'nb', deviceId: 'B1' })
    assert.isFalse(read.ok)
    assert.equal(rawOf({ a: 1 }), '{"a":1}')
    let deep: unknown = 1
    for (let level = 0; level < 50_000; level += 1) deep = [deep]
    assert.include(rawOf(deep), '嵌套过深')
  })
})
