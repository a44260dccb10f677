import { test } from '@japa/runner'
import { createPackages } from '#engine/runtime/packages/create_packages'
import { verifyPackage, type VerifyFunction } from '#engine/runtime/packages/verify_package'
import type { PackageRow } from '#engine/runtime/ports/package_store'
import type { Verdict } from '#engine/verification/verdict'
import { ONE_TASK } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

const AGREES: Verdict = { status: 'agrees', scenarios: 4, coveredFlows: 2, flows: 2 }
const DIFFERS: Verdict = { status: 'differs', scenario: 'scenario 1 of p', steps: ['start → s_a', 'complete a'], difference: 'step 2 (complete a): ours has ended, bpmn-engine stands still' }
const UNKNOWN: Verdict = { status: 'not comparable', reason: 'time, the limit is 10 s' }
const saying = (...verdicts: Verdict[]): VerifyFunction => async () => verdicts.shift()!
const models = ['one.bpmn', 'two.bpmn20.xml', 'form.form.json'].map((name) => ({ name, content: '' }))

const compileAnything = async () => ({ processes: [{ id: 'p', name: 'p', needs: { calledElements: [], decisions: [] }, elements: new Map(), startEvents: [], graph: { nodes: [] } }] as never, diagnostics: [] })
const NO_OTHER_PACKAGE = { refresh: async () => undefined, keep: () => undefined, byKey: () => null, list: () => [] }

test.group('双引擎校验 of a package', (group) => {
  let running: TestEngine
  group.setup(async () => void (running = await openTestEngine()))
  group.teardown(() => running.close())

  test('is the verdict of its models taken together; only models are asked about', async ({ assert }) => {
    const statuses = async (...verdicts: Verdict[]) => (await verifyPackage(models, saying(...verdicts))).status
    assert.equal(await statuses(AGREES, AGREES), 'agreed')
    assert.equal(await statuses(AGREES, DIFFERS), 'differed')
    assert.equal(await statuses(DIFFERS, UNKNOWN), 'differed')
    assert.equal(await statuses(UNKNOWN, AGREES), 'not-run')
    assert.equal((await verifyPackage([], saying())).status, 'not-run')
  })

  test('a difference is a warning that names file, scenario and steps', async ({ assert }) => {
    const { diagnostics, detail } = await verifyPackage(models, saying(AGREES, DIFFERS))
    assert.lengthOf(diagnostics, 1)
    assert.deepInclude(diagnostics[0], { code: 'SECOND_ENGINE_DIFFERS', severity: 'warning', resource: 'two.bpmn20.xml' })
    assert.include(diagnostics[0]!.message, 'start → s_a；complete a')
    assert.include(detail, 'one.bpmn：两个引擎走 4 个场景结果一致，覆盖 2 条顺序流中的 2 条')
  })

  test('is given at check and at publish to who asks, by the engine itself', async ({ assert }) => {
    const resources = [{ name: 'one.bpmn', content: ONE_TASK }]
    const { packages } = running.engine
    assert.isUndefined((await packages.check(resources)).verification)
    const checked = await packages.check(resources, { verify: true })
    assert.equal(checked.verification?.status, 'agreed')
    const published = await packages.publish({ resources, origin: 'api', publishedBy: null, key: 'verified', verify: true })
    assert.isTrue(published.ok && published.verification?.status === 'agreed')
  }).timeout(60_000)

  test('warns and never refuses', async ({ assert }) => {
    const packages = createPackages({} as never, NO_OTHER_PACKAGE as never, compileAnything, () => 0, [], saying(DIFFERS))
    const checked = await packages.check([{ name: 'one.bpmn', content: '' }], { verify: true })
    assert.isTrue(checked.ok)
    assert.equal(checked.verification?.status, 'differed')
    assert.equal(checked.diagnostics.at(-1)?.code, 'SECOND_ENGINE_DIFFERS')
  })

  test('refuses where the package demands agreement: a difference, and what could not be compared; agreement and a repetition pass', async ({ assert }) => {
    const stored: PackageRow[] = []
    const store = { versions: async () => stored, add: async (row: PackageRow) => void stored.unshift(row), definitionsOf: async () => [] }
    const demanding = (verify: VerifyFunction) => createPackages(store as never, NO_OTHER_PACKAGE as never, compileAnything, () => 0, [], verify)
    const resources = [{ name: 'one.bpmn', content: '' }, { name: 'manifest.json', content: '{"key":"demanding","demandAgreement":true}' }]
    for (const verdict of [DIFFERS, UNKNOWN]) {
      const packages = demanding(saying(verdict))
      const refused = await packages.publish({ resources, origin: 'api', publishedBy: null })
      assert.isFalse(refused.ok)
      assert.equal(refused.diagnostics.at(-1)?.code, 'AGREEMENT_DEMANDED')
      assert.deepEqual(stored, [])
      const checked = await demanding(saying(verdict)).check(resources, { verify: true })
      assert.isFalse(checked.ok)
    }
    const published = await demanding(saying(AGREES)).publish({ resources, origin: 'api', publishedBy: null })
    assert.isTrue(published.ok && published.verification?.status === 'agreed')
    assert.lengthOf(stored, 1)
    assert.isTrue((await demanding(saying()).publish({ resources, origin: 'folder', publishedBy: null })).ok, 'a folder comes with the product, verified when that was built')
  })
})
