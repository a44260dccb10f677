import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { test } from '@japa/runner'
import { CONDITION_TYPES, literalOf, newCondition, turnedInto } from '../../../adapters/web/pages/sensors/condition.js'
import { seriesOf } from '../../../adapters/web/pages/sensors/reading_series.js'
import { readRule } from '#processes/foundation/alarms/read_rule'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

test.group('pages: sensors', () => {
  test('a condition turned into any other type is one that the server reads, once its value has a name', ({ assert }) => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...CONDITION_TYPES), { maxLength: 4 }), (types) => {
      const when = types.reduce((condition, type) => turnedInto(type, condition), { ...newCondition(), value: 'tilt' } as ReturnType<typeof newCondition>)
      const named = JSON.parse(JSON.stringify(when).replaceAll('"value":""', '"value":"tilt"').replaceAll('"is":""', '"is":"on"')) as unknown
      const read = readRule({ id: 'r', name: '规则', kind: '报警', levels: [{ severity: 'major', when: named }], business: null })
      assert.deepEqual(read.ok ? [] : read.problems, [])
    }), { numRuns: 200 })
  })

  test('what is compared with is a number, a truth or a text', ({ assert }) => {
    assert.deepEqual(['15', ' true ', 'abnormal', '', '1e3'].map(literalOf), [15, true, 'abnormal', '', 1000])
  })

  test('whatever a line or the intake refuses has words for why and what to do', ({ assert }) => {
    const sources = globSync(['adapters/sensors/**/*.ts', 'processes/foundation/alarms/check_message.ts'], { cwd: ROOT }).map((file) => readFileSync(ROOT + file, 'utf8')).join('\n')
    const codes = new Set([...sources.matchAll(/'(E_(?:LINE|MESSAGE|DEVICE)_[A-Z_]+)'/g)].map((match) => match[1]!))
    assert.isAbove(codes.size, 20)
    const words = JSON.parse(readFileSync(`${ROOT}adapters/web/locales/sensors.zh-CN.json`, 'utf8')) as Record<string, string>
    assert.deepEqual([...codes].flatMap((code) => [`sensors.refused.${code}`, `sensors.refusedTodo.${code}`]).filter((key) => !words[key]), [])
  })

  test('each number of the readings is a line from left to right, within its box', ({ assert }) => {
    const series = seriesOf([{ at: '2026-11-22T10:02:00+08:00', values: { tilt: 4, note: 'x' } }, { at: '2026-11-22T10:00:00+08:00', values: { tilt: 2, battery: 80 } }, { at: '2026-11-22T10:01:00+08:00', values: { tilt: 3 } }])
    assert.deepEqual(series.map(({ name, least, most, last }) => [name, least, most, last]), [['tilt', 2, 4, 4], ['battery', 80, 80, 80]])
    assert.equal(series[0]!.points, '0.0,74.0 150.0,40.0 300.0,6.0')
    assert.equal(series[1]!.points.split(' ').length, 2)
    assert.deepEqual(seriesOf([]), [])
  })
})
