import { test } from '@japa/runner'
import { decide, rulesOf, table, type TableText } from './dmn.js'

const RISK: Omit<TableText, 'hitPolicy' | 'aggregation'> = {
  inputs: ['面积|area|number', '明火|fire|boolean'],
  outputs: ['等级|string|"高","中","低"'],
  rules: [['< 100', 'false', '"低"'], ['>= 100', '-', '"中"'], ['-', 'true', '"高"'], ['> 500', '-', '"高"']],
}
const FEES: Omit<TableText, 'hitPolicy' | 'aggregation'> = {
  inputs: ['n|n|number'], outputs: ['fee|number'], rules: [['> 1', '10'], ['> 2', '20'], ['> 3', '5'], ['> 9', '-']],
}

const CASES: readonly (readonly [policy: string, tables: Omit<TableText, 'hitPolicy'>, variables: Record<string, unknown>, value: unknown, rules: readonly number[]])[] = [
  ['UNIQUE', RISK, { area: 50, fire: false }, '低', [1]],
  ['UNIQUE', RISK, { area: 50, fire: null }, null, []],
  ['', RISK, { area: 200, fire: false }, '中', [2]],
  ['FIRST', RISK, { area: 600, fire: true }, '中', [2]],
  ['ANY', RISK, { area: 50, fire: true }, '高', [3]],
  ['ANY', { ...RISK, rules: RISK.rules.slice(2) }, { area: 600, fire: true }, '高', [1, 2]],
  ['PRIORITY', RISK, { area: 600, fire: true }, '高', [3]],
  ['RULE ORDER', RISK, { area: 600, fire: true }, ['中', '高', '高'], [2, 3, 4]],
  ['OUTPUT ORDER', RISK, { area: 600, fire: true }, ['高', '高', '中'], [3, 4, 2]],
  ['RULE ORDER', RISK, { area: null, fire: false }, [], []],
  ['COLLECT', FEES, { n: 3 }, [10, 20], [1, 2]],
  ['COLLECT', FEES, { n: 0 }, [], []],
  ['COLLECT', { ...FEES, aggregation: 'SUM' }, { n: 10 }, 35, [1, 2, 3, 4]],
  ['COLLECT', { ...FEES, aggregation: 'MIN' }, { n: 10 }, 5, [1, 2, 3, 4]],
  ['COLLECT', { ...FEES, aggregation: 'MAX' }, { n: 10 }, 20, [1, 2, 3, 4]],
  ['COLLECT', { ...FEES, aggregation: 'COUNT' }, { n: 10 }, 4, [1, 2, 3, 4]],
  ['COLLECT', { ...FEES, aggregation: 'COUNT' }, { n: 0 }, 0, []],
  ['COLLECT', { ...FEES, aggregation: 'SUM' }, { n: 0 }, null, []],
  ['U', RISK, { area: 50, fire: false }, '低', [1]],
]

test.group('hit policies', () => {
  for (const [hitPolicy, tables, variables, value, rules] of CASES) {
    const aggregation = tables.aggregation ?? ''
    test(`${hitPolicy || 'none (unique)'} ${aggregation} on ${JSON.stringify(variables)} is ${JSON.stringify(value)}`, async ({ assert }) => {
      const outcome = await decide(table({ ...tables, hitPolicy }), variables)
      assert.deepInclude(outcome, { ok: true, value })
      assert.deepEqual(rulesOf(outcome), rules)
    })
  }

  test('several outputs give a context, and a list of contexts', async ({ assert }) => {
    const both = { inputs: ['n'], outputs: ['a', 'b'], rules: [['> 0', '1', '"x"'], ['> 1', 'n', '-']] }
    assert.deepInclude(await decide(table({ ...both, hitPolicy: 'FIRST' }), { n: 5 }), { value: { a: 1, b: 'x' }, rows: [{ a: 1, b: 'x' }] })
    assert.deepInclude(await decide(table({ ...both, hitPolicy: 'COLLECT' }), { n: 5 }), { value: [{ a: 1, b: 'x' }, { a: 5, b: null }] })
  })

  test('a table in which nothing matches gives its default outputs, as a list where hits are a list', async ({ assert }) => {
    const withDefault = { inputs: ['n'], outputs: ['a|number||7', 'b'], rules: [['1', '1', '1']] }
    assert.deepInclude(await decide(table(withDefault), { n: 2 }), { value: { a: 7, b: null } })
    assert.deepInclude(await decide(table({ ...withDefault, hitPolicy: 'COLLECT' }), { n: 2 }), { value: [{ a: 7, b: null }] })
  })

  test('an output without a name goes by the name of the decision', async ({ assert }) => {
    assert.deepInclude(await decide(table({ inputs: ['n'], outputs: [''], rules: [['-', '1']] })), { value: 1, rows: [{ d: 1 }] })
  })
})

const FAILURES: readonly (readonly [title: string, tables: TableText, variables: Record<string, unknown>, expected: Record<string, unknown>, words: RegExp])[] = [
  ['two rules of a unique table match', { ...RISK, hitPolicy: 'UNIQUE' }, { area: 600, fire: true }, { code: 'DECISION_NOT_UNIQUE', rule: null }, /第 2、3、4 条规则同时命中/],
  ['rules of an ANY table differ', { ...RISK, hitPolicy: 'ANY' }, { area: 600, fire: true }, { code: 'DECISION_NOT_EQUAL' }, /第 2、3 条规则/],
  ['an output is not allowed', { inputs: ['n'], outputs: ['等级|string|"高","低"'], rules: [['-', 'n']] }, { n: '中' }, { code: 'DECISION_VALUE_NOT_ALLOWED', rule: 1, column: '等级' }, /“中”不在允许的值/],
  ['an input is not allowed', { inputs: ['类别|kind|string|"餐饮","零售"'], outputs: ['a'], rules: [['-', '1']] }, { kind: '住宿' }, { code: 'DECISION_VALUE_NOT_ALLOWED', column: '类别' }, /“住宿”/],
  ['an input has another type', { inputs: ['面积|area|number'], outputs: ['a'], rules: [['-', '1']] }, { area: '很大' }, { code: 'DECISION_TYPE', column: '面积' }, /应为数字，实际是文本“很大”/],
  ['a text meets numbers', { inputs: ['area'], outputs: ['a'], rules: [['5', '1'], ['> 7', '2']] }, { area: '5' }, { code: 'EXPRESSION_TEXT_COMPARED', column: 'area' }, /是文本，该列的规则写的是数字/],
  ['a cell fails', { inputs: ['n'], outputs: ['a'], rules: [['-', '1'], ['> limit', '2']], hitPolicy: 'COLLECT' }, { n: 3, limit: 'x' }, { code: 'EXPRESSION_TEXT_COMPARED', rule: 2, column: 'n' }, /决策“d”（d）第 2 条规则“n”列/],
  ['a sum meets text', { inputs: ['n'], outputs: ['a'], rules: [['-', '1'], ['-', 'n']], hitPolicy: 'COLLECT', aggregation: 'SUM' }, { n: 'x' }, { code: 'DECISION_AGGREGATE' }, /第 2 条规则的输出不能参与 SUM/],
]

test.group('a decision that has no result says which rule and column', () => {
  for (const [title, tables, variables, expected, words] of FAILURES) {
    test(title, async ({ assert }) => {
      const outcome = await decide(table(tables), variables)
      assert.isFalse(outcome.ok)
      if (outcome.ok) return
      assert.deepInclude(outcome.error, { decisionId: 'd', ...expected })
      assert.match(outcome.error.message, words)
    })
  }
})
