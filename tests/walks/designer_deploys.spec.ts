import { test } from '@japa/runner'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { County, expectStatus } from './support/county.js'
import { brokenModel, twoStepModel } from './support/models.js'

interface Deployed {
  package: { key: string; version: number } | null
  definitions: { id: string; key: string; version: number }[]
  diagnostics: { code: string; severity: string; elementId: string | null; message: string }[]
}

const KEY = 'walk_two_steps'
const files = (content: string) => ({ resources: [{ name: 'walk.bpmn', content }] })

/** Walk C: editor → controller → compile → checks → store version → diagnostics back. */
test.group('walk C: a designer deploys', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer()
    county = new County(server)
    return () => server.stop()
  })

  test('a broken model: every fault with its element and a sentence, and nothing is stored', async ({ assert }) => {
    const designer = await county.as('admin')
    const checked = expectStatus(await designer.post<Deployed>('/definitions/check', files(brokenModel('walk_broken'))), 200, 'check')
    const errors = checked.diagnostics.filter((one) => one.severity === 'error')
    for (const elementId of ['f2', 'f4', 'rule']) assert.include(errors.map((one) => one.elementId), elementId)
    for (const one of checked.diagnostics) {
      assert.match(one.message, /[一-鿿]{4}/)
      assert.match(one.code, /^[A-Z][A-Z0-9_.-]+$/i)
    }
    assert.isEmpty(checked.definitions)

    const refused = await designer.post<Deployed>('/definitions', files(brokenModel('walk_broken')))
    assert.equal(refused.status, 422)
    assert.deepEqual(refused.body.diagnostics, checked.diagnostics, 'the same findings as the check')
    const known = await county.get<{ data: unknown[] }>('admin', '/definitions?key=walk_broken')
    assert.isEmpty(known.data)
  })

  test('a running instance keeps its version, the next one takes the new', async ({ assert }) => {
    const designer = await county.as('admin')
    const first = expectStatus(await designer.post<Deployed>('/definitions', files(twoStepModel(KEY, '登记'))), 201, 'deploy')
    assert.deepEqual([first.definitions[0]?.key, first.definitions[0]?.version], [KEY, 1])
    const old = await county.start('window1', KEY)

    const second = expectStatus(
      await designer.post<Deployed>(`/packages/${KEY}/publish`, { ...files(twoStepModel(KEY, '初审')), note: '第一步改为初审' }, { headers: { 'Idempotency-Key': 'walk-c-2' } }), 201, 'publish',
    )
    assert.equal(second.package?.version, 2)
    const again = expectStatus(
      await designer.post<Deployed>(`/packages/${KEY}/publish`, { ...files(twoStepModel(KEY, '初审')), note: '第一步改为初审' }, { headers: { 'Idempotency-Key': 'walk-c-2' } }), 201, 'a double click',
    )
    assert.equal(again.package?.version, 2, 'published once')
    const young = await county.start('window1', KEY)

    await county.complete('window2', old, 'first')
    await county.complete('window2', young, 'first')
    assert.equal((await county.task('window2', old, 'second')).name, '登记之后')
    assert.equal((await county.task('window2', young, 'second')).name, '初审之后')
    const versionOf = async (id: string) => (await county.get<{ definition: { version: number } }>('window1', `/instances/${id}`)).definition.version
    assert.deepEqual([await versionOf(old), await versionOf(young)], [1, 2])

    const { versions } = await county.get<{ versions: { version: number; note: string | null; isDefault: boolean; publishedBy: { name: string } | null }[] }>('admin', `/packages/${KEY}`)
    const latest = versions.find((one) => one.version === 2)
    assert.deepInclude(latest, { note: '第一步改为初审', isDefault: true })
    assert.equal(latest?.publishedBy?.name, '陈知远')
  })

  test('the uploaded file comes back to the byte', async ({ assert }) => {
    const content = `${twoStepModel('walk_bytes', '登记')}\n<!-- 批注：原样保留 -->\n`
    const deployed = expectStatus(await (await county.as('admin')).post<Deployed>('/definitions', files(content)), 201, 'deploy')
    const xml = await (await county.as('admin')).get(`/definitions/${deployed.definitions[0]!.id}/xml`)
    assert.equal(xml.text, content)
  })

  test('who is no designer may neither check nor publish', async ({ assert }) => {
    for (const username of ['window1', 'sysadmin', 'auditor']) {
      const client = await county.as(username)
      for (const path of ['/definitions', '/definitions/check']) assert.equal((await client.post(path, files(twoStepModel('walk_forbidden', '登记')))).status, 403, `${username} ${path}`)
    }
  })
})
