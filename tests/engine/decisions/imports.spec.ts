import { test } from '@japa/runner'
import { compileDmnFiles } from '#engine/compile/compile_dmn'
import type { DecisionOutcome } from '#engine/model/decision'
import { DMN_13, formula, input, knows, literal, needs, NOW, requires, table } from './dmn.js'

/** A file of a set; its namespace is `ns:<name>`. */
const file = (name: string, body: string, { namespace = `ns:${name}` } = {}) => ({
  resource: `rules/${name}.dmn`,
  source: `<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="${DMN_13}" id="${name}" name="${name}" namespace="${namespace}">${body}</definitions>`,
})
const imports = (of: string, as = of, more = ''): string => `<import name="${as}" namespace="ns:${of}" importType="${DMN_13}"${more ? ` ${more}` : ''}/>`
/** The same requirement, of an element in another file. */
const elsewhere = (of: string, requirement: string): string => requirement.replaceAll('href="#', `href="ns:${of}#`)
const knowledge = (id: string, parameter: string, feel: string, more = ''): string =>
  `<businessKnowledgeModel id="${id}" name="${id}"><encapsulatedLogic><formalParameter name="${parameter}"/>${literal(feel)}</encapsulatedLogic>${more}</businessKnowledgeModel>`
const type = (name: string, allowed: string): string => `<itemDefinition name="${name}"><typeRef>string</typeRef><allowedValues><text>${allowed}</text></allowedValues></itemDefinition>`

type Files = readonly ReturnType<typeof file>[]

async function decide(files: Files, id: string, variables: Record<string, unknown>): Promise<DecisionOutcome> {
  const compiled = await compileDmnFiles(files)
  const errors = compiled.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join('\n'))
  const found = compiled.flatMap(({ decisions }) => decisions).find((one) => one.id === id)!
  return found.evaluate((name) => (Object.hasOwn(variables, name) ? variables[name] : undefined), NOW)
}

const findings = async (...files: ReturnType<typeof file>[]): Promise<string[]> =>
  (await compileDmnFiles(files)).flatMap(({ diagnostics }) => diagnostics).map(({ code, elementId, resource }) => `${code} ${elementId ?? ''} ${resource ?? ''}`)

const tiers = (hitPolicy: string, aggregation?: string): string =>
  table({ id: 'tier', hitPolicy, aggregation: aggregation ?? '', inputs: ['n|n|number'], outputs: [hitPolicy === 'PRIORITY' || hitPolicy === 'OUTPUT ORDER' ? 'points|number|30,20,10' : 'points|number'], rules: [['> 0', '10'], ['> 5', '20'], ['> 9', '30']] })

const HIT_POLICIES: readonly (readonly [policy: string, aggregation: string | undefined, n: number, feel: string, value: unknown])[] = [
  ['UNIQUE', undefined, 3, 'b.tier + 1', 11],
  ['FIRST', undefined, 10, 'b.tier + 1', 11],
  ['PRIORITY', undefined, 10, 'b.tier + 1', 31],
  ['ANY', undefined, 3, 'b.points + 1', 11],
  ['RULE ORDER', undefined, 10, 'b.tier[-1]', 30],
  ['OUTPUT ORDER', undefined, 10, 'b.tier[1]', 30],
  ['COLLECT', undefined, 10, 'count(b.tier)', 3],
  ['COLLECT', 'SUM', 10, 'b.tier + 1', 61],
  ['COLLECT', 'MIN', 10, 'b.tier + 1', 11],
  ['COLLECT', 'MAX', 10, 'b.tier + 1', 31],
  ['COLLECT', 'COUNT', 10, 'b.tier + 1', 4],
]

test.group('decision files that import each other', () => {
  for (const [policy, aggregation, n, feel, value] of HIT_POLICIES) {
    test(`a ${[policy, aggregation].filter(Boolean).join(' ')} table of another file: ${feel}`, async ({ assert }) => {
      const files = [file('a', imports('base', 'b') + formula('d', feel, { requirements: elsewhere('base', requires('tier')) })), file('base', tiers(policy, aggregation))]
      assert.deepInclude(await decide(files, 'd', { n }), { ok: true, value })
    })
  }

  const WHOLE: readonly (readonly [title: string, files: Files, variables: Record<string, unknown>, value: unknown])[] = [
    ['names with spaces and signs', [file('a', imports('base', '税费 库') + formula('d', '税费 库.基 数 + 税费 库.a-b', { requirements: elsewhere('base', requires('x', 'y')) })), file('base', formula('x', '2', { name: '基 数' }) + formula('y', '40', { name: 'a-b' }))], {}, 42],
    ['a decision and one of the same name of the own file', [file('a', imports('base', 'b') + formula('own', '1', { name: '税额' }) + formula('d', '税额 + b.税额', { requirements: requires('own') + elsewhere('base', requires('theirs')) })), file('base', formula('theirs', '100', { name: '税额' }))], {}, 101],
    ['an import without a name', [file('a', imports('base', '') + formula('d', 'x + 1', { requirements: elsewhere('base', requires('x')) })), file('base', formula('x', 'n * 2'))], { n: 4 }, 9],
    ['a record of another file', [file('a', imports('base', 'b') + formula('d', 'b.shop.area + 1', { requirements: elsewhere('base', requires('shop')) })), file('base', formula('shop', '{area: n}'))], { n: 4 }, 5],
    ['input data of another file', [file('a', imports('base', 'b') + formula('d', 'b.面积 * 2', { requirements: elsewhere('base', needs('area')) })), file('base', `<inputData id="area" name="面积"><variable name="面积" typeRef="number"/></inputData>${formula('x', '1')}`)], { 面积: '21' }, 42],
    ['knowledge of another file that needs knowledge there', [file('a', imports('base', 'b') + formula('d', 'b.fee(3) + b.fee(area: 1)', { requirements: elsewhere('base', knows('fee')) })), file('base', knowledge('twice', 'x', 'x * 2') + knowledge('fee', 'area', 'twice(area) + 1', knows('twice')))], {}, 10],
    ['knowledge that needs knowledge of another file', [file('a', imports('base', 'b') + knowledge('fee', 'area', 'b.twice(area) + 1', elsewhere('base', knows('twice'))) + formula('d', 'fee(3)', { requirements: knows('fee') })), file('base', knowledge('twice', 'x', 'x * 2'))], {}, 7],
    ['knowledge hides a built-in of its name only under its own', [file('a', imports('base', 'b') + formula('d', 'b.count([1, 2]) + count([1, 2])', { requirements: elsewhere('base', knows('count')) })), file('base', knowledge('count', 'x', '100'))], {}, 102],
    ['a decision service of another file', [file('a', imports('base', 'b') + formula('d', 'b.service(7) + n', { requirements: elsewhere('base', knows('s')) })), file('base', `${input('n')}${formula('inner', 'n * 3', { requirements: needs('n') })}<decisionService id="s" name="service"><outputDecision href="#inner"/><inputData href="#n"/></decisionService>`)], { n: 1 }, 22],
    ['a service over decisions of another file', [file('a', `${imports('base', 'b')}<decisionService id="s" name="service"><outputDecision href="ns:base#inner"/><inputData href="ns:base#n"/></decisionService>${formula('d', 'service(7)', { requirements: knows('s') })}`), file('base', input('n') + formula('inner', 'n * 3', { requirements: needs('n') }))], {}, 21],
    ['three files in a row, each by its own names', [file('a', imports('b', 'x') + formula('d', 'x.mid + 1', { requirements: elsewhere('b', requires('mid')) })), file('b', imports('c', 'x') + formula('mid', 'x.low * 10', { requirements: elsewhere('c', requires('low')) })), file('c', formula('low', '4'))], {}, 41],
    ['the same file over two ways is decided once', [file('a', imports('b') + imports('c') + formula('d', 'b.l + c.r', { requirements: elsewhere('b', requires('l')) + elsewhere('c', requires('r')) })), file('b', imports('z') + formula('l', 'z.low + 1', { requirements: elsewhere('z', requires('low')) })), file('c', imports('z') + formula('r', 'z.low + 2', { requirements: elsewhere('z', requires('low')) })), file('z', formula('low', '10'))], {}, 23],
    ['elements of equal ids in two files', [file('a', imports('base', 'b') + input('n', 'number') + formula('d', 'n + b.x', { requirements: needs('n') + elsewhere('base', requires('x')) })), file('base', `<inputData id="n" name="m"><variable name="m"/></inputData>${formula('x', 'm * 10', { requirements: needs('n') })}`)], { n: 1, m: 2 }, 21],
    ['a file named by locationURI among those of one namespace', [file('a', `<import name="b" namespace="same" importType="${DMN_13}" locationURI="./second.dmn"/>${formula('d', 'b.y', { requirements: '<informationRequirement><requiredDecision href="same#y"/></informationRequirement>' })}`), file('first', formula('x', '1'), { namespace: 'same' }), file('second', formula('y', '2'), { namespace: 'same' })], {}, 2],
    ['a reference that spells the own namespace', [file('a', formula('x', '1') + formula('d', 'x + 1', { requirements: elsewhere('a', requires('x')) }))], {}, 2],
  ]
  for (const [title, files, variables, value] of WHOLE) {
    test(title, async ({ assert }) => assert.deepInclude(await decide(files, 'd', variables), { ok: true, value }))
  }

  test('types of another file check values, also those it has from a third', async ({ assert }) => {
    const files = [file('a', imports('base', 'b') + formula('d', 'x', { type: 'b.tLevel' }) + formula('e', 'x', { type: 'b.c.tDeep' })), file('base', imports('deep', 'c') + type('tLevel', '"高","低"') + formula('z', '1')), file('deep', type('tDeep', '"深"') + knowledge('k', 'x', 'x'))]
    assert.deepInclude(await decide(files, 'd', { x: '高' }), { ok: true, value: '高' })
    const wrong = await decide(files, 'd', { x: '中' })
    assert.deepInclude(wrong.ok ? {} : wrong.error, { code: 'DECISION_VALUE_NOT_ALLOWED', decisionId: 'd' })
    assert.deepInclude(await decide(files, 'e', { x: '深' }), { ok: true, value: '深' })
  })

  test('the rules of the other file are told, and its error names it', async ({ assert }) => {
    const files = [file('a', imports('base', 'b') + formula('d', 'b.tier', { requirements: elsewhere('base', requires('tier')) })), file('base', tiers('UNIQUE'))]
    const told = await decide(files, 'd', { n: 3 })
    assert.deepEqual(told.ok && told.steps.map(({ decisionId, rules }) => [decisionId, rules?.map(({ number }) => number)]), [['tier', [1]], ['d', undefined]])
    const twice = await decide(files, 'd', { n: 10 })
    assert.equal(twice.ok ? '' : twice.error.decisionId, 'tier')
  })

  const WRONG: readonly (readonly [title: string, files: Files, found: readonly string[]])[] = [
    ['a file that is not there', [file('a', imports('base', 'b') + formula('d', '1'))], ['DMN_IMPORT_MISSING  rules/a.dmn']],
    ['what is not there in the file', [file('a', imports('base', 'b') + formula('d', '1', { requirements: elsewhere('base', requires('no')) })), file('base', formula('x', '1'))], ['DMN_UNKNOWN_REQUIREMENT d rules/a.dmn']],
    ['a reference without an import', [file('a', formula('d', '1', { requirements: elsewhere('base', requires('x')) })), file('base', formula('x', '1'))], ['DMN_IMPORT d rules/a.dmn']],
    ['a circle of files', [file('a', imports('b') + formula('d', '1')), file('b', imports('a') + formula('x', '1'))], ['DMN_IMPORT_CYCLE  rules/a.dmn']],
    ['a file that imports itself', [file('a', imports('a') + formula('d', '1'))], ['DMN_IMPORT_CYCLE  rules/a.dmn']],
    ['two imports of one name', [file('a', imports('b', 'x') + imports('c', 'x') + formula('d', '1')), file('b', formula('p', '1')), file('c', formula('q', '1'))], ['DMN_IMPORT_NAME  rules/a.dmn']],
    ['two files of one namespace', [file('a', `<import name="b" namespace="same" importType="${DMN_13}"/>${formula('d', '1')}`), file('b', formula('p', '1'), { namespace: 'same' }), file('c', formula('q', '1'), { namespace: 'same' })], ['DMN_IMPORT_AMBIGUOUS  rules/a.dmn']],
    ['a file that is no DMN', [file('a', `<import name="s" namespace="urn:x" importType="http://www.w3.org/2001/XMLSchema"/>${formula('d', '1')}`)], ['DMN_IMPORT_KIND  rules/a.dmn']],
    ['an unknown type of a known file', [file('a', imports('base', 'b') + formula('d', '1', { type: 'b.tNo' })), file('base', formula('x', '1'))], ['DMN_TYPE_UNKNOWN d rules/a.dmn']],
    ['an error in the other file is told there, once', [file('a', imports('base', 'b') + formula('d', 'b.x', { requirements: elsewhere('base', requires('x')) })), file('base', formula('x', '1 +'))], ['FEEL_SYNTAX x rules/base.dmn']],
  ]
  for (const [title, files, found] of WRONG) {
    test(`found before publishing: ${title}`, async ({ assert }) => assert.deepEqual(await findings(...files), [...found]))
  }
})
