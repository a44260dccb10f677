import { test } from '@japa/runner'
import { readFrontTables } from '#adapters/sensors/front_database/front_table'
import { rowMessage } from '#adapters/sensors/front_database/row_message'

const GOOD = {
  name: 'lifts', url: 'mysql://reader:x@10.0.0.9/front', table: '前置.电梯报警', key: 'id', source: 'lift-platform',
  columns: { deviceId: 'lift_no', at: 'happened_at', values: { floor: '楼层', speed: 'speed' }, alarmKind: 'kind', alarmState: 'state', cleared: ['恢复'] }, everySeconds: 2, begin: 'first',
}
const faultsOf = (change: object): string[] => {
  const read = readFrontTables(JSON.stringify([{ ...GOOD, ...change }]), {})
  return read.ok ? [] : read.faults
}
const table = () => {
  const read = readFrontTables(JSON.stringify([GOOD]), {})
  if (!read.ok) throw new Error(read.faults.join())
  return read.tables[0]!
}

test.group('front tables', () => {
  test('a good description is read, its password from the environment if so wished', ({ assert }) => {
    assert.equal(table().everyMs, 2_000)
    const read = readFrontTables(JSON.stringify([{ ...GOOD, url: undefined, urlEnv: 'FRONT_URL' }]), { FRONT_URL: 'mysql://a:b@h/d' })
    assert.equal(read.ok && read.tables[0]?.url, 'mysql://a:b@h/d')
  })

  for (const [what, change, says] of [
    ['a column with a quote', { key: 'id`; drop table x' }, 'key'], ['a table with a blank', { table: 'a b' }, 'table'], ['no database', { url: 'postgres://h/d' }, 'url'], ['a variable that is not set', { urlEnv: 'NOT_SET' }, 'url'],
    ['no source', { source: '' }, 'source'], ['too often', { everySeconds: 0 }, 'everySeconds'], ['a value column that is none', { columns: { ...GOOD.columns, values: { a: 'x"y' } } }, 'a '], ['another beginning', { begin: 'now' }, 'begin'],
    ['no columns', { columns: [] }, 'deviceId'],
  ] as const) {
    test(`${what} is refused by name`, ({ assert }) => {
      const faults = faultsOf(change)
      assert.isAbove(faults.length, 0)
      assert.include(faults.join('\n'), says)
      assert.match(faults[0]!, /^第 1 项：/)
    })
  }

  test('what is no list, no JSON or one name twice is refused', ({ assert }) => {
    for (const text of ['', '{}', JSON.stringify([GOOD, GOOD])]) assert.isFalse(readFrontTables(text, {}).ok)
  })
})

test.group('rows of front tables', () => {
  const row = { id: 9, lift_no: ' L-7 ', happened_at: '2026-11-22 10:00:00', '楼层': '12', speed: 0, kind: '困人', state: '报警' }

  test('a row is a message: numbers out of texts, China time, the alarm of the device', ({ assert }) => {
    assert.deepEqual(rowMessage(row, 9, table()), {
      source: 'lift-platform', deviceId: 'L-7', messageId: 'lifts:9', eventAtMs: Date.parse('2026-11-22T10:00:00+08:00'), values: { floor: 12, speed: 0 },
      alarm: { kind: '困人', severity: null, state: 'raised', startedAtMs: null }, position: null, drill: false, raw: JSON.stringify(row),
    })
    assert.equal(rowMessage({ ...row, state: '恢复' }, 9, table())?.alarm?.state, 'cleared')
    assert.isNull(rowMessage({ ...row, kind: null }, 9, table())?.alarm)
  })

  for (const [given, atMs] of [
    [1_700_000_000, 1_700_000_000_000], [1_700_000_000_123, 1_700_000_000_123], ['1700000000', 1_700_000_000_000], ['2026-11-22T02:00:00Z', Date.parse('2026-11-22T10:00:00+08:00')],
    ['2026-11-22 10:00:00.123456', Date.parse('2026-11-22T10:00:00.123+08:00')], ['soon', null], [null, null], [Number.NaN, null], [-1, null],
  ] as const) {
    test(`instant ${String(given)}`, ({ assert }) => assert.equal(rowMessage({ ...row, happened_at: given }, 9, table())?.eventAtMs, atMs))
  }

  test('a row without a device is no message', ({ assert }) => assert.isNull(rowMessage({ ...row, lift_no: null }, 9, table())))
})
