import { test } from '@japa/runner'
import { compileDmn } from '#engine/compile/compile_dmn'
import { DMN_13, decide, decision, dmn, findingsOf, formula, knows, literal, needs, requires, table } from './dmn.js'

const FINDINGS: readonly (readonly [title: string, body: string, findings: readonly string[]])[] = [
  ['a circle of decisions', formula('a', 'b', { requirements: requires('b') }) + formula('b', 'a', { requirements: requires('a') }), ['DMN_CYCLE@a']],
  ['a decision that requires itself', formula('a', 'a', { requirements: requires('a') }), ['DMN_CYCLE@a']],
  ['a requirement of nothing', formula('a', '1', { requirements: requires('nobody') }), ['DMN_UNKNOWN_REQUIREMENT@a']],
  ['a requirement of the wrong kind', formula('a', '1', { requirements: needs('a') }), ['DMN_UNKNOWN_REQUIREMENT@a']],
  ['a requirement in another file', formula('a', '1').replace('</decision>', '') .replace('<literalExpression>', '<informationRequirement><requiredDecision href="http://other#x"/></informationRequirement><literalExpression>') + '</decision>', ['DMN_IMPORT@a']],
  ['two elements with one id', formula('a', '1') + formula('a', '2'), ['DUPLICATE_ID@a']],
  ['a decision without logic', '<decision id="a" name="a"/>', ['DMN_WITHOUT_LOGIC@a']],
  ['an expression that is empty', decision('a', '<literalExpression/>'), ['DMN_EXPRESSION_EMPTY@a']],
  ['an expression that cannot be read', formula('a', '1 +'), ['FEEL_SYNTAX@a']],
  ['an unknown function', formula('a', 'nothing(1)'), ['FEEL_UNKNOWN_FUNCTION@a']],
  ['a host language', decision('a', '<literalExpression expressionLanguage="groovy"><text>1</text></literalExpression>'), ['DMN_LANGUAGE@a']],
  ['a Java function', `<businessKnowledgeModel id="f" name="f"><encapsulatedLogic kind="Java">${literal('{class: "x"}')}</encapsulatedLogic></businessKnowledgeModel>${formula('a', 'f()', { requirements: knows('f') })}`, ['DMN_FUNCTION_KIND@f']],
  ['a boxed expression of DMN 1.4', decision('a', `<conditional><if>${literal('true')}</if></conditional>`), ['UNREADABLE_ELEMENT@', 'DMN_WITHOUT_LOGIC@a']],
  ['a table without outputs', decision('a', '<decisionTable/>'), ['DMN_TABLE_WITHOUT_OUTPUT@a']],
  ['a rule with too few cells', table({ id: 'a', inputs: ['n', 'm'], outputs: ['x'], rules: [['1', '2', '3'], ['1']] }), ['DMN_RULE_CELLS@a_rule2']],
  ['a cell that cannot be read', table({ id: 'a', inputs: ['n'], outputs: ['x'], rules: [['1', '2'], ['> >', '1'], ['2', '1 =']] }), ['FEEL_SYNTAX@a_rule2', 'FEEL_SYNTAX@a_rule3']],
  ['an unknown hit policy', table({ id: 'a', hitPolicy: 'BEST', inputs: ['n'], outputs: ['x'], rules: [['-', '1']] }), ['DMN_HIT_POLICY@a']],
  ['an aggregation of two outputs', table({ id: 'a', hitPolicy: 'COLLECT', aggregation: 'SUM', inputs: ['n'], outputs: ['x', 'y'], rules: [['-', '1', '2']] }), ['DMN_AGGREGATION@a']],
  ['two outputs of one name', table({ id: 'a', inputs: ['n'], outputs: ['x', 'x'], rules: [['-', '1', '2']] }), ['DMN_OUTPUT_TWICE@a']],
  ['a priority without output values', table({ id: 'a', hitPolicy: 'PRIORITY', inputs: ['n'], outputs: ['x'], rules: [['-', '1']] }), ['DMN_PRIORITY@a']],
  ['an output that is not allowed', table({ id: 'a', inputs: ['n'], outputs: ['x|string|"p","q"'], rules: [['-', '"r"']] }), ['DECISION_VALUE_NOT_ALLOWED@a_rule1']],
  ['an output of another type', table({ id: 'a', inputs: ['n'], outputs: ['x|number'], rules: [['-', '"r"']] }), ['DECISION_TYPE@a_rule1']],
  ['a type nobody defined', formula('a', '1', { type: 'tNothing' }), ['DMN_TYPE_UNKNOWN@a']],
  ['nothing to decide', '', ['NO_DECISION@']],
]

const codesOf = async (text: string | Uint8Array): Promise<string[]> => [...new Set((await compileDmn(text)).diagnostics.map(({ code }) => code))]

test.group('what is wrong with a DMN file is a finding', () => {
  for (const [title, body, findings] of FINDINGS) {
    test(title, async ({ assert }) => assert.deepEqual(await findingsOf(body), [...findings]))
  }

  test('a DOCTYPE, entities, another format, a cut file and bytes of another encoding are refused', async ({ assert }) => {
    const body = dmn(formula('a', '1'))
    assert.deepEqual(await codesOf(body.replace('<definitions', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><definitions')), ['XML_DOCTYPE'])
    assert.deepEqual(await codesOf(body.replace('>1<', '>&e;<')), ['XML_ENTITY'])
    assert.deepEqual(await codesOf(body.replace(DMN_13, 'http://example.org/other')), ['NOT_DMN'])
    assert.deepEqual(await codesOf(body.slice(0, -20)), ['XML_TRUNCATED'])
    assert.deepEqual(await codesOf(Uint8Array.from([...new TextEncoder().encode('<?xml version="1.0" encoding="UTF-8"?>'), 0xd6, 0xd0])), ['ENCODING_MISMATCH'])
  })

  for (const [version, namespace] of [['1.1', 'http://www.omg.org/spec/DMN/20151101/dmn.xsd'], ['1.2', 'http://www.omg.org/spec/DMN/20180521/MODEL/'], ['1.4', 'https://www.omg.org/spec/DMN/20211108/MODEL/'], ['1.5', 'https://www.omg.org/spec/DMN/20230324/MODEL/']] as const) {
    test(`DMN ${version} is read by its namespace`, async ({ assert }) => {
      const { decisions } = await compileDmn(dmn(table({ inputs: ['n'], outputs: ['x'], rules: [['1', '"one"']] }), namespace))
      assert.deepInclude(decisions[0]?.evaluate(() => 1, 0), { ok: true, value: 'one' })
    })
  }
})

test.group('hostile decisions stay bounded', () => {
  test('a chain that is too long, and one element too many', async ({ assert }) => {
    const chain = (length: number) => Array.from({ length }, (_, i) => formula(`d${i}`, '1', i === 0 ? {} : { requirements: requires(`d${i - 1}`) })).join('')
    assert.deepEqual(await findingsOf(chain(90)), [])
    assert.deepEqual((await findingsOf(chain(150))).map((one) => one.split('@')[0]), ['DMN_TOO_DEEP'])
    assert.deepEqual((await findingsOf(Array.from({ length: 1_001 }, (_, i) => formula(`d${i}`, '1')).join(''))), ['DMN_TOO_LARGE@'])
  })

  test('many decisions that each require all before them are evaluated once each', async ({ assert }) => {
    const ids = Array.from({ length: 60 }, (_, i) => `d${i}`)
    const body = ids.map((id, i) => formula(id, i === 0 ? '1' : `${ids.slice(0, i).join(' + ')}`, { requirements: requires(...ids.slice(0, i)) })).join('')
    assert.deepInclude(await decide(body, {}, 'd40'), { ok: true, value: 2 ** 39 })
  })

  test('contexts nested too deep, a table without end of rules', async ({ assert }) => {
    const nested = (depth: number): string => (depth === 0 ? literal('1') : `<list>${nested(depth - 1)}</list>`)
    assert.deepEqual(await findingsOf(decision('a', nested(80))), ['DMN_TOO_DEEP@a'])
    const rules = Array.from({ length: 20_001 }, () => '<rule/>').join('')
    assert.deepEqual(await findingsOf(decision('a', `<decisionTable><output name="x"/>${rules}</decisionTable>`)), ['DMN_TABLE_TOO_LARGE@a'])
  })

  test('a loop that never ends is stopped, and a function that calls itself through a table', async ({ assert }) => {
    const loop = await decide(formula('d', 'count(for a in 1..10000, b in 1..10000 return a)'))
    assert.isFalse(loop.ok)
    const called = await decide(`<businessKnowledgeModel id="f" name="f"><encapsulatedLogic><formalParameter name="n"/><decisionTable><input><inputExpression><text>n</text></inputExpression></input><output name="x"/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>f(n)</text></outputEntry></rule></decisionTable></encapsulatedLogic></businessKnowledgeModel>${formula('d', 'f(1)', { requirements: knows('f') })}`)
    assert.deepInclude(called.ok ? {} : called.error, { code: 'EXPRESSION_TOO_DEEP', decisionId: 'f' })
  })

  test('names of a prototype are names like any other, and __proto__ is refused', async ({ assert }) => {
    assert.deepInclude(await decide(formula('d', 'toString')), { ok: true, value: null })
    const polluted = await decide(decision('d', `<context><contextEntry><variable name="__proto__"/>${literal('{a: 1}')}</contextEntry></context>`))
    assert.deepInclude(polluted.ok ? {} : polluted.error, { code: 'EXPRESSION_FORBIDDEN_KEY' })
    assert.notProperty({}, 'a')
  })
})
