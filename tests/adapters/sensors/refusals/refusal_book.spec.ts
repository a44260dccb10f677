import fc from 'fast-check'
import { test } from '@japa/runner'
import { createRefusalBook, MOST_STRANGERS } from '#adapters/sensors/refusals/refusal_book'
import { withoutContent } from '#adapters/sensors/refusals/without_content'
import type { Refusal, RefusalTally } from '#processes/foundation/alarms/refusals'
import { testRegister } from '../recording_intake.js'

const HOUR_MS = 3_600_000
const CRC: Refusal = { atMs: 5, device: 'nb/A1', code: 'E_LINE_CRC', message: '校验码不符。', raw: '##0001x' }
const registered = { find: (source: string, deviceId: string) => (/^A\d+$/.test(deviceId) ? testRegister.find(source, deviceId) : null) }

function openBook(failures = 0) {
  const written: RefusalTally[] = []
  const errors: string[] = []
  let left = failures
  const store = {
    add: async (tallies: readonly RefusalTally[]) => {
      if (left-- > 0) throw new Error('away')
      written.push(...tallies)
    },
  }
  return { book: createRefusalBook({ store, register: registered, pauseMs: 1, onError: (error, where) => void errors.push(`${where}: ${String(error)}`) }), written, errors }
}

test.group('what lines refuse', () => {
  test('is counted by hour, line, device and reason, with size and digest in place of the content', async ({ assert }) => {
    const { book, written } = openBook()
    for (const more of [{}, { atMs: 9 }, { atMs: HOUR_MS }, { code: 'E_LINE_PASSWORD', raw: '' }, { device: 'nb/A2' }]) book.told('hj212', { ...CRC, ...more })
    book.told('mqtt', CRC)
    await book.flush()
    await book.flush()
    assert.deepEqual(written.map(({ hourMs, line, deviceId, code, count, lastAtMs }) => [hourMs, line, deviceId, code, count, lastAtMs]), [
      [0, 'hj212', 'A1', 'E_LINE_CRC', 2, 9], [HOUR_MS, 'hj212', 'A1', 'E_LINE_CRC', 1, HOUR_MS], [0, 'hj212', 'A1', 'E_LINE_PASSWORD', 1, 5], [0, 'hj212', 'A2', 'E_LINE_CRC', 1, 5], [0, 'mqtt', 'A1', 'E_LINE_CRC', 1, 5],
    ])
    assert.deepEqual([written[0]!.bytes, written[0]!.digest.length, written[2]!.bytes, written[2]!.digest], [7, 64, 0, ''])
    assert.notInclude(JSON.stringify(written), CRC.raw)
  })

  test('is kept while the database is away, and written once', async ({ assert }) => {
    const { book, written } = openBook(2)
    book.told('mqtt', CRC)
    await assert.rejects(() => book.flush(), 'away')
    book.told('mqtt', { ...CRC, atMs: 8 })
    await assert.rejects(() => book.flush(), 'away')
    await book.stop()
    assert.deepEqual(written.map(({ count, lastAtMs }) => [count, lastAtMs]), [[2, 8]])
  })

  test('stopped while a group is being written and the database goes away, it has counted each once', async ({ assert }) => {
    const written: RefusalTally[] = []
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    let calls = 0
    const store = { add: async (tallies: readonly RefusalTally[]) => {
      calls += 1
      if (calls === 1) await held
      if (calls <= 2) throw new Error('away')
      written.push(...tallies)
    } }
    const book = createRefusalBook({ store, register: registered, pauseMs: 1, onError: () => undefined })
    book.told('mqtt', CRC)
    book.start()
    const stopped = (book.told('mqtt', { ...CRC, atMs: 3 }), book.stop())
    book.told('mqtt', { ...CRC, atMs: 9 })
    release()
    await stopped
    assert.deepEqual(written.map(({ count, lastAtMs }) => [count, lastAtMs]), [[3, 9]])
  })

  test('a database that stays away is told how many were not counted', async ({ assert }) => {
    const { book, errors } = openBook(99)
    for (let n = 0; n < 4; n += 1) book.told('mqtt', CRC)
    await book.stop()
    assert.match(errors.join(), /4 of them not counted.*away/)
  })

  test('whoever invents names fills no table, and hides no registered device', async ({ assert }) => {
    const { book, written } = openBook()
    for (let n = 0; n < 5_000; n += 1) book.told('http', { ...CRC, device: `nb/made-up-${n}` })
    for (let n = 0; n < 400; n += 1) book.told('http', { ...CRC, device: `nb/A${n}` })
    await book.flush()
    assert.equal(written.length, MOST_STRANGERS + 1 + 400)
    assert.equal(written.find(({ source }) => source === '')?.count, 5_000 - MOST_STRANGERS)
  })

  test('nothing that is no name of a device is written down as one', async ({ assert }) => {
    const { book, written } = openBook()
    for (const device of ['', '/', '张三/13800000000', 'nb/张三', 'nb/a b', `nb/${'x'.repeat(81)}`, 'nb/a/b']) book.told('mqtt', { ...CRC, device })
    await book.flush()
    assert.deepEqual(written.map(({ source, deviceId, count }) => [source, deviceId, count]), [['', '', 7]])
  })

  test('a reason is told without what the sender wrote', ({ assert }) => {
    assert.equal(withoutContent('values 中的“张三丰”不能用：名称由文字组成。'), 'values 中的“…”不能用：名称由文字组成。')
    assert.equal(withoutContent('设备“nb/JG-001”没有登记。'), '设备“nb/JG-001”没有登记。')
    assert.equal(withoutContent('测值“tilt”的文字超过 500 个字符。'), '测值“tilt”的文字超过 500 个字符。')
    fc.assert(fc.property(fc.string(), fc.integer({ min: 10_000_000_000, max: 19_999_999_999 }), (text, phone) => {
      assert.notInclude(withoutContent(`“${text}”${phone}`), String(phone))
    }), { numRuns: 100 })
  })
})
