import fc from 'fast-check'
import { test } from '@japa/runner'
import { readDeviceLines, type LineContext } from '#adapters/sensors/register/read_device_lines'
import type { Device } from '#processes/foundation/alarms/device'
import type { Department } from '#processes/foundation/organisation/records'

const unit = (id: string, kind: Department['kind'], active = true): Department => ({
  id, name: id, shortName: id, kind, parentId: null, order: 0, code: '001', documentPrefix: null, address: null, phone: null, supervisionPhone: null, officeHours: null, active,
})
const UNITS = new Map([unit('xingsha', 'street'), unit('urban', 'department'), unit('water', 'department'), unit('gone', 'department', false)].map((one) => [one.id, one]))
const KNOWN: Device = {
  source: 'nb', deviceId: 'old', kind: 'manhole', name: '旧井盖', address: '', town: 'xingsha', grid: null, longitude: null, latitude: null, owner: 'urban', parent: null, area: null, offlineAfterMs: null,
  enabled: true, drill: false,
}
const context: LineContext = {
  department: (id) => UNITS.get(id) ?? null, mayOwn: (id) => id === 'urban', unitCalled: (word) => (UNITS.has(word) ? word : null),
  existing: (source, deviceId) => (source === 'nb' && deviceId === 'old' ? KNOWN : source === 'nb' && deviceId === 'theirs' ? { ...KNOWN, deviceId, owner: 'water' } : null),
}

const TITLES = ['来源', '设备编号', '类型', '名称', '镇街', '责任单位', '经度', '纬度', '启用', '密钥']
const RIGHT = ['nb', 'a1', '井盖', '井盖一', 'xingsha', 'urban', '113.08', '28.24', '是', '']
const line = (change: Record<number, string>): string[] => RIGHT.map((cell, index) => change[index] ?? cell)
const only = (row: string[]) => {
  const read = readDeviceLines([TITLES, row], context)
  if ('refusal' in read) throw new Error(read.refusal)
  return read.lines[0]!
}

test.group('lines of a list of devices', () => {
  test('a right line becomes a device, by Chinese names or by codes', ({ assert }) => {
    const { outcome, wanted } = only(RIGHT)
    assert.equal(outcome, 'added')
    assert.deepInclude(wanted!.device, { source: 'nb', deviceId: 'a1', kind: 'manhole', longitude: 113.08, enabled: true, drill: false, offlineAfterMs: null })
    assert.equal(only(line({ 2: 'manhole' })).wanted!.device.kind, 'manhole')
    assert.equal(only(line({ 2: '大气' })).wanted!.device.kind, 'air')
  })

  const WRONG: readonly (readonly [what: string, change: Record<number, string>, says: RegExp])[] = [
    ['no source', { 0: '' }, /来源/], ['an id with a slash', { 1: 'a/b' }, /设备编号/], ['an unknown kind', { 2: '外星设备' }, /类型/], ['no name', { 3: '' }, /名称/], ['no such town', { 4: 'urban' }, /镇街/],
    ['no such unit', { 5: '没有' }, /责任单位/], ['a unit that is gone', { 5: 'gone' }, /责任单位/], ['another unit', { 5: 'water' }, /只能维护本单位/], ['half a position', { 7: '' }, /同时填写/],
    ['position in the wrong columns', { 6: '28.24', 7: '113.08' }, /填反/], ['no number', { 6: '东经113度' }, /不是数字/], ['a date for a number', { 6: '1e309' }, /不是数字/], ['neither yes nor no', { 8: '也许' }, /“是”或“否”/],
    ['a short secret', { 9: 'abc' }, /密钥/], ['a device of another unit', { 1: 'theirs' }, /别的单位/], ['the source of the product itself', { 0: 'grouping' }, /grouping/],
  ]
  for (const [what, change, says] of WRONG) {
    test(`${what} is told at its line`, ({ assert }) => {
      const { outcome, notes, wanted } = only(line(change))
      assert.deepEqual([outcome, wanted], ['wrong', null])
      assert.match(notes.join('；'), says)
    })
  }

  test('what changes is told by its column, a secret without its text; a line that says the same changes nothing', ({ assert }) => {
    const same = { 1: 'old', 3: '旧井盖', 6: '', 7: '' }
    assert.equal(only(line(same)).outcome, 'same')
    const changed = only(line({ ...same, 3: '新井盖', 9: 'a-secret-of-twenty-4' }))
    assert.deepEqual([changed.outcome, changed.notes], ['changed', ['名称', '密钥']])
    assert.equal(changed.wanted!.secret, 'a-secret-of-twenty-4')
  })

  test('the same device twice is wrong the second time; empty lines count as lines', ({ assert }) => {
    const read = readDeviceLines([TITLES, RIGHT, ['', ''], RIGHT], context)
    assert.deepEqual('lines' in read && read.lines.map((one) => [one.line, one.outcome]), [[2, 'added'], [4, 'wrong']])
  })

  test('a file without the columns, without lines or with too many is refused as a whole', ({ assert }) => {
    for (const rows of [[], [['来源', '名称']], [TITLES], [TITLES, ...Array.from({ length: 20_001 }, () => RIGHT)]]) assert.property(readDeviceLines(rows, context), 'refusal')
  })

  test('whatever stands in the cells, each line has an outcome and nothing wrong is wanted', ({ assert }) => {
    fc.assert(fc.property(fc.array(fc.array(fc.string(), { maxLength: 12 }), { maxLength: 8 }), (rows) => {
      const read = readDeviceLines([TITLES, ...rows], context)
      if ('lines' in read) for (const { outcome, wanted } of read.lines) assert.equal(wanted === null, outcome === 'wrong')
    }), { numRuns: 200 })
  })
})
