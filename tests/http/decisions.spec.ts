import { test } from '@japa/runner'
import { dmn, DMN_13, formula, table } from '../engine/decisions/dmn.js'
import type { ApiClient } from './api_client.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Deployed {
  package: { id: string }
  definitions: unknown[]
  decisions: { id: string; name: string }[]
  diagnostics: { code: string; elementId: string | null; resource?: string }[]
}
interface Tried {
  decision: { id: string; packageId: string | null }
  result: unknown
  rows: unknown[]
  steps: { decisionId: string; rules?: { number: number }[] }[]
  unsetNames: string[]
}
interface Refused {
  code: string
  detail: string
  errors: { path: string; code: string }[]
}

const level = (from: number, high = '高') => dmn(table({ id: 'risk', inputs: ['面积|area|number'], outputs: ['等级|string'], rules: [[`>= ${from}`, `"${high}"`], [`< ${from}`, '"低"']] }))

test.group('Decisions', (group) => {
  let server: ServerProcess
  let designer: ApiClient
  group.setup(async () => {
    server = await startServer()
    designer = await server.client('designer1')
  })
  group.teardown(() => server.stop())

  const deploy = (content: string) => designer.post<Deployed>('/definitions', { key: 'risk-rules', resources: [{ name: 'risk.dmn', content }] })
  const evaluate = (body: Record<string, unknown>, key = 'risk') => designer.post<Tried & Refused>(`/decisions/${key}/evaluate`, body)

  test('a package may hold decisions alone; the one in force and an older version can be tried', async ({ assert }) => {
    const first = await deploy(level(100))
    assert.equal(first.status, 201)
    assert.deepEqual([first.body.package.id, first.body.definitions, first.body.decisions], ['risk-rules@1', [], [{ id: 'risk', name: 'risk' }]])
    await deploy(level(10, '很高'))
    const tried = await evaluate({ variables: { area: 50 } })
    assert.equal(tried.status, 200)
    assert.deepEqual(tried.body.decision, { id: 'risk', name: 'risk', packageId: 'risk-rules@2' })
    assert.deepEqual([tried.body.result, tried.body.rows, tried.body.steps[0]?.rules?.map(({ number }) => number)], ['很高', [{ 等级: '很高' }], [1]])
    assert.deepInclude((await evaluate({ variables: { area: 50 }, packageId: 'risk-rules@1' })).body, { result: '低' })
  })

  test('a file can be tried before it is published, and what is wrong with it is told', async ({ assert }) => {
    const draft = await evaluate({ variables: { area: 5 }, content: level(1, '草稿') })
    assert.deepInclude(draft.body, { result: '草稿', decision: { id: 'risk', name: 'risk', packageId: null } })
    const broken = await evaluate({ variables: {}, content: level(1).replace('&lt; 1<', '&lt;&lt; 1<') })
    assert.equal(broken.status, 422)
    assert.deepEqual(broken.body.errors.map(({ code, path }) => `${code} ${path}`), ['FEEL_SYNTAX risk_rule2'])
  })

  test('a draft that imports is tried with the other files of a published version', async ({ assert }) => {
    const draft = dmn(`<import name="base" namespace="test" importType="${DMN_13}"/>${formula('d', 'base.risk + "！"', { requirements: '<informationRequirement><requiredDecision href="test#risk"/></informationRequirement>' })}`).replace('namespace="test">', 'namespace="draft">')
    assert.deepInclude((await evaluate({ variables: { area: 50 }, content: draft, packageId: 'risk-rules@1' }, 'd')).body, { result: '低！' })
    assert.deepEqual((await evaluate({ variables: { area: 50 }, content: draft }, 'd')).body.errors.map(({ code }) => code), ['DMN_IMPORT_MISSING', 'DMN_IMPORT'])
  })

  test('a decision that has no result says rule and column; missing names are told', async ({ assert }) => {
    const refused = await evaluate({ variables: { area: '大' } })
    assert.equal(refused.status, 422)
    assert.deepInclude(refused.body, { code: 'E_DECISION' })
    assert.deepInclude(refused.body.errors[0], { path: '面积', code: 'DECISION_TYPE' })
    assert.deepInclude((await evaluate({ variables: {} })).body, { result: null, unsetNames: ['area'] })
  })

  test('what is not there is not found', async ({ assert }) => {
    assert.equal((await evaluate({ variables: {} }, 'nothing')).status, 404)
    assert.equal((await evaluate({ variables: {}, packageId: 'risk-rules@99' })).status, 404)
    assert.equal((await evaluate({ variables: [] as never })).status, 422)
  })

  test('findings of a DMN file name the file and the element', async ({ assert }) => {
    const { body } = await designer.post<Deployed>('/definitions/check', { resources: [{ name: 'rules/risk.dmn', content: level(1).replace('&lt; 1<', '&lt;&lt; 1<') }] })
    assert.deepInclude(body.diagnostics.find(({ code }) => code === 'FEEL_SYNTAX'), { elementId: 'risk_rule2', resource: 'rules/risk.dmn' })
  })
})
