import { test } from '@japa/runner'
import { decide, decision, formula, input, knows, literal, needs, requires, table } from './dmn.js'

const entry = (name: string, logic: string, type = ''): string => `<contextEntry>${name ? `<variable name="${name}"${type ? ` typeRef="${type}"` : ''}/>` : ''}${logic}</contextEntry>`
const knowledge = (name: string, parameters: readonly string[], body: string, more = ''): string =>
  `<businessKnowledgeModel id="${name}" name="${name}"><encapsulatedLogic>${parameters.map((one) => `<formalParameter name="${one.split('|')[0]}" typeRef="${one.split('|')[1] ?? 'Any'}"/>`).join('')}${body}</encapsulatedLogic>${more}</businessKnowledgeModel>`
const binding = (name: string, feel: string): string => `<binding><parameter name="${name}"/>${literal(feel)}</binding>`
const relation = `<relation><column name="街道"/><column name="人数"/><row>${literal('"星沙"')}${literal('n')}</row><row>${literal('"㮾梨"')}${literal('3')}</row></relation>`

const CASES: readonly (readonly [title: string, file: string, variables: Record<string, unknown>, value: unknown])[] = [
  ['a literal expression', formula('d', 'a + 1'), { a: 2 }, 3],
  ['a literal expression that begins with the sign of FEEL', formula('d', '=a + 1'), { a: 2 }, 3],
  ['a literal expression in JUEL', decision('d', '<literalExpression expressionLanguage="juel"><text>${a + 1}</text></literalExpression>'), { a: 2 }, 3],
  ['a name with spaces from input data', `${input('Floor Area', 'number')}${formula('d', 'Floor Area * 2', { requirements: needs('Floor Area') })}`, { 'Floor Area': 4 }, 8],
  ['a name with a sign from input data', `${input('a-b')}${formula('d', 'a-b + 1', { requirements: needs('a-b') })}`, { 'a-b': 4, a: 100, b: 1 }, 5],
  ['a context whose entries see those before', decision('d', `<context>${entry('x', literal('n * 2'))}${entry('y', literal('x + 1'))}</context>`), { n: 2 }, { x: 4, y: 5 }],
  ['a context with a result', decision('d', `<context>${entry('x', literal('n * 2'))}${entry('', literal('x + 1'))}</context>`), { n: 2 }, 5],
  ['a context entry hides a variable', decision('d', `<context>${entry('n', literal('7'))}${entry('', literal('n'))}</context>`), { n: 2 }, 7],
  ['a table inside a context', decision('d', `<context>${entry('级', table({ inputs: ['n'], outputs: [''], rules: [['> 1', '"高"'], ['<= 1', '"低"']] }).replace(/^.*?(<decisionTable.*<\/decisionTable>).*$/s, '$1'))}${entry('', literal('级 + "级"'))}</context>`), { n: 2 }, '高级'],
  ['a list', decision('d', `<list>${literal('n')}${literal('n + 1')}</list>`), { n: 2 }, [2, 3]],
  ['a relation', decision('d', relation), { n: 2 }, [{ 街道: '星沙', 人数: 2 }, { 街道: '㮾梨', 人数: 3 }]],
  ['a boxed function called by an expression', decision('d', `<context>${entry('f', `<functionDefinition><formalParameter name="x"/>${literal('x * factor')}</functionDefinition>`)}${entry('', literal('f(2) + f(3)'))}</context>`), { factor: 10 }, 50],
  ['an invocation of knowledge', `${knowledge('fee', ['area|number', 'rate'], literal('area * rate'))}${decision('d', `<invocation>${literal('fee')}${binding('rate', '2')}${binding('area', 'n')}</invocation>`, { requirements: knows('fee') })}`, { n: '5' }, 10],
  ['knowledge called in FEEL', `${knowledge('fee', ['area', 'rate'], literal('area * rate'))}${formula('d', 'fee(n, 2) + fee(rate: 1, area: 4)', { requirements: knows('fee') })}`, { n: 5 }, 14],
  ['knowledge that needs knowledge', `${knowledge('twice', ['x'], literal('x * 2'))}${knowledge('f', ['x'], literal('twice(x) + 1'), knows('twice'))}${formula('d', 'f(3)', { requirements: knows('f') })}`, {}, 7],
  ['knowledge that calls itself', `${knowledge('total', ['n'], literal('if n <= 0 then 0 else n + total(n - 1)'))}${formula('d', 'total(10)', { requirements: knows('total') })}`, {}, 55],
  ['knowledge hides a built-in function of its name', `${knowledge('count', ['x'], literal('x * 100'))}${formula('d', 'count(3)', { requirements: knows('count') })}`, {}, 300],
  ['knowledge that is a table', `${knowledge('level', ['n'], table({ inputs: ['n'], outputs: [''], rules: [['> 1', '"高"']] }).replace(/^.*?(<decisionTable.*<\/decisionTable>).*$/s, '$1'))}${formula('d', '[level(1), level(2)]', { requirements: knows('level') })}`, {}, [null, '高']],
  ['a required decision by its name', `${formula('base', 'n * 2', { name: '基数' })}${formula('d', '基数 + 1', { requirements: requires('base') })}`, { n: 2 }, 5],
  ['a required table by its output, as in Camunda 7', `${table({ id: 'base', inputs: ['n'], outputs: ['level'], rules: [['> 1', '"高"']] })}${formula('d', 'level', { requirements: requires('base') })}`, { n: 2 }, '高'],
  ['a required decision seen twice is one value', `${formula('a', 'n')}${formula('b', 'a + 1', { requirements: requires('a') })}${formula('c', 'a + 2', { requirements: requires('a') })}${formula('d', 'b * c', { requirements: requires('b', 'c') })}`, { n: 1 }, 6],
  ['a decision service called by name', `${input('n')}${formula('inner', 'n * 3', { requirements: needs('n') })}<decisionService id="s" name="service"><outputDecision href="#inner"/><inputData href="#n"/></decisionService>${formula('d', 'service(7) + n', { requirements: knows('s') })}`, { n: 1 }, 22],
  ['a type of its own with allowed values', `<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"高","低"</text></allowedValues></itemDefinition>${formula('d', 'x', { type: 'tLevel' })}`, { x: '高' }, '高'],
  ['a list type around one value', '<itemDefinition name="tList" isCollection="true"><typeRef>number</typeRef></itemDefinition>' + formula('d', 'x', { type: 'tList' }), { x: '4' }, [4]],
  ['a record type', `<itemDefinition name="tShop"><itemComponent name="area"><typeRef>number</typeRef></itemComponent></itemDefinition>${input('shop', 'tShop')}${formula('d', 'shop.area + 1', { requirements: needs('shop') })}`, { shop: { area: '4', name: 'x' } }, 5],
]

const CONVERSIONS: readonly (readonly [type: string, value: unknown, feel: string, result: unknown])[] = [
  ['date', '2026-03-01', 'x < date("2026-03-02")', true],
  ['date', '2026-03-01T20:00:00Z', 'string(x)', '2026-03-02'],
  ['dateTime', '2026-03-01', 'x.hour', 0],
  ['date and time', '2026-03-01T08:00:00+08:00', 'x.hour', 8],
  ['time', '08:30:00', 'x.minute', 30],
  ['dayTimeDuration', 'P2D', 'x > duration("P1D")', true],
  ['yearMonthDuration', 'P1Y', 'x.years', 1],
  ['boolean', 'true', 'x', true],
  ['integer', 4, 'x', 4],
  ['long', '12', 'x + 1', 13],
  ['string', 5, 'x + "a"', '5a'],
  ['feel:number', [5], 'x', 5],
  ['number', null, 'x', null],
  ['Any', { a: 1 }, 'x.a', 1],
]

test.group('logic of decisions', () => {
  for (const [title, file, variables, value] of CASES) {
    test(title, async ({ assert }) => assert.deepInclude(await decide(file, variables), { ok: true, value }))
  }

  for (const [type, given, feel, result] of CONVERSIONS) {
    test(`${JSON.stringify(given)} as ${type}: ${feel} is ${JSON.stringify(result)}`, async ({ assert }) => {
      assert.deepInclude(await decide(`${input('x', type)}${formula('d', feel, { requirements: needs('x') })}`, { x: given }), { ok: true, value: result })
    })
  }

  for (const [type, given] of [['integer', 4.5], ['date', 'morgen'], ['boolean', 'ja'], ['number', '0x10'], ['number', [1, 2]], ['duration', 5]] as const) {
    test(`${JSON.stringify(given)} is no ${type}`, async ({ assert }) => {
      const outcome = await decide(`${input('x', type)}${formula('d', 'x', { requirements: needs('x') })}`, { x: given })
      assert.deepInclude(outcome.ok ? {} : outcome.error, { code: 'DECISION_TYPE', decisionId: 'd', rule: null })
    })
  }

  test('tells every table on the way, required ones first', async ({ assert }) => {
    const file = `${table({ id: 'a', inputs: ['n'], outputs: ['x'], rules: [['1', '"p"'], ['2', '"q"']] })}${table({ inputs: ['x'], outputs: ['y'], rules: [['"p"', '1'], ['"q"', '2']], requirements: requires('a') })}`
    const outcome = await decide(file, { n: 2 })
    assert.deepEqual(outcome.ok && outcome.steps, [
      { decisionId: 'a', decisionName: 'a', rules: [{ number: 2, id: 'a_rule2', note: null }] },
      { decisionId: 'd', decisionName: 'd', rules: [{ number: 2, id: 'd_rule2', note: null }] },
    ])
  })

  test('a failure in a required decision names that decision', async ({ assert }) => {
    const outcome = await decide(`${formula('base', 'n > "x"')}${formula('d', 'base', { requirements: requires('base') })}`, { n: 1 })
    assert.deepInclude(outcome.ok ? {} : outcome.error, { decisionId: 'base', code: 'EXPRESSION_TEXT_COMPARED' })
  })

  test('names that nobody set are told', async ({ assert }) => {
    assert.deepInclude(await decide(formula('d', 'missing + 1')), { ok: true, value: null, unsetNames: ['missing'] })
  })

  test('an endless recursion ends as an error', async ({ assert }) => {
    const outcome = await decide(`${knowledge('f', ['n'], literal('f(n + 1)'))}${formula('d', 'f(1)', { requirements: knows('f') })}`)
    assert.deepInclude(outcome.ok ? {} : outcome.error, { code: 'EXPRESSION_TOO_DEEP' })
  })

  test('one decision evaluated many times keeps nothing', async ({ assert }) => {
    const file = table({ inputs: ['n'], outputs: ['x'], rules: [['1', '"p"'], ['2', '"q"']] })
    assert.deepEqual([await decide(file, { n: 1 }), await decide(file, { n: 2 })].map((one) => one.ok && one.value), ['p', 'q'])
  })
})
