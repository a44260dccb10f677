import { test } from '@japa/runner'
import { readGrouping, readRule } from '#processes/foundation/alarms/read_rule'
import { aGrouping, aRule, TILTED } from '#tests/runtime/sensors/sensor_desk'

const deep = (levels: number): unknown => (levels === 0 ? TILTED : { type: 'lasting', forMs: 1_000, of: deep(levels - 1) })
const when = (condition: unknown) => ({ ...aRule(), levels: [{ severity: 'major', when: condition }] })

const FAULTS: readonly { title: string; rule: unknown; codes: readonly string[]; path: string }[] = [
  { title: 'no object', rule: 'rule', codes: ['E_RULE_SHAPE'], path: '' },
  { title: 'no condition', rule: { ...aRule(), levels: [] }, codes: ['E_RULE_LEVELS'], path: 'levels' },
  { title: 'levels in the wrong order', rule: { ...aRule(), levels: [{ severity: 'minor', when: TILTED }, { severity: 'critical', when: TILTED }] }, codes: ['E_RULE_LEVELS'], path: 'levels' },
  { title: 'neither limit', rule: when({ type: 'threshold', value: 'tilt' }), codes: ['E_RULE_LIMIT'], path: 'levels[0].when.above' },
  { title: 'limits between which nothing clears', rule: when({ type: 'threshold', value: 'ph', above: 9, below: 6, margin: 2 }), codes: ['E_RULE_LIMIT'], path: 'levels[0].when.below' },
  { title: 'a kind of condition that is none', rule: when({ type: 'script' }), codes: ['E_RULE_WORD'], path: 'levels[0].when.type' },
  { title: 'a duration in the wrong unit', rule: when({ type: 'lasting', forMs: 30, of: TILTED }), codes: ['E_RULE_NUMBER'], path: 'levels[0].when.forMs' },
  { title: 'too deep', rule: when(deep(8)), codes: ['E_RULE_DEPTH'], path: 'levels[0].when.of.of.of.of.of.of' },
  { title: 'nothing in a list', rule: when({ type: 'all', of: [] }), codes: ['E_RULE_EMPTY'], path: 'levels[0].when.of' },
  { title: 'more conditions than anybody understands', rule: when({ type: 'any', of: Array.from({ length: 30 }, () => TILTED) }), codes: ['E_RULE_SIZE'], path: 'levels' },
  { title: 'an expression that is none', rule: { ...aRule(), business: { definitionKey: 'x', variables: { a: '=device.' } } }, codes: ['E_RULE_VARIABLE'], path: 'business.variables.a' },
  { title: 'names that are too long, or missing', rule: { ...aRule(), name: '', kind: 'x'.repeat(61) }, codes: ['E_RULE_TEXT', 'E_RULE_TEXT'], path: 'name' },
]

test.group('reading rules', () => {
  test('a rule and a grouping are read as they were written', ({ assert }) => {
    for (const rule of [aRule(), aRule({ business: null, levels: [{ severity: null, when: { type: 'own_alarm', kinds: [] } }] })]) assert.deepEqual(readRule(JSON.parse(JSON.stringify(rule))), { ok: true, value: rule })
    assert.deepEqual(readGrouping(JSON.parse(JSON.stringify(aGrouping()))), { ok: true, value: aGrouping() })
  })

  test('{title}').with([...FAULTS]).run(({ assert }, { rule, codes, path }) => {
    const read = readRule(rule)
    if (read.ok) return assert.fail('accepted')
    const found = rule === 'rule' ? read.problems.slice(0, 1) : read.problems
    assert.deepEqual([found.map(({ code }) => code), found[0].path], [[...codes], path])
    for (const { message } of found) assert.match(message, /[\u4e00-\u9fff].*。$/)
  })

  test('a grouping by nothing, or by something else, or of one, is refused', ({ assert }) => {
    const codes = (more: object) => {
      const read = readGrouping({ ...aGrouping(), ...more })
      return read.ok ? [] : read.problems.map(({ code }) => code)
    }
    assert.deepEqual([codes({ by: [] }), codes({ by: ['colour'] }), codes({ count: 1 })], [['E_RULE_FIELD'], ['E_RULE_FIELD'], ['E_RULE_NUMBER']])
  })
})
