import { test } from '@japa/runner'
import type { ApiClient } from './api_client.js'
import { approvalModel, approvalResources } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Deployed {
  package: { id: string; version: number } | null
  definitions: { id: string; key: string; version: number }[]
  diagnostics: { code: string; severity: string; elementId: string | null; message: string }[]
  verification: { status: string; detail: string }
}

test.group('Definitions and packages', (group) => {
  let server: ServerProcess
  let admin: ApiClient
  group.setup(async () => {
    server = await startServer()
    admin = await server.client('admin')
  })
  group.teardown(() => server.stop())

  test('a deployment is stored whole, given back as it came, and recorded', async ({ assert }) => {
    const resources = approvalResources('stored')
    const deployed = await admin.post<Deployed>('/definitions', { resources, note: '第一版' })
    assert.equal(deployed.status, 201)
    const { id } = deployed.body.definitions[0]!
    assert.deepInclude((await admin.get(`/definitions/${id}`)).body as object, { key: 'stored', version: 1, latest: true })
    const xml = await admin.get(`/definitions/${id}/xml`)
    assert.equal(xml.text, resources[0]!.content)
    assert.match(xml.headers.get('content-type')!, /^application\/xml/)
    const audit = await (await server.client('auditor')).get<{ data: { action: string; object: string; user: { id: string } }[] }>('/admin/audit?action=definition.published')
    assert.deepInclude(audit.body.data[0], { object: deployed.body.package!.id })
    assert.equal(audit.body.data[0]!.user.id, 'admin')
  })

  test('the same files again are the same version; changed ones the next, while running instances keep theirs', async ({ assert }) => {
    const deploy = async (name: string) => (await admin.post<Deployed>('/definitions', { resources: approvalResources('versions', { name }) })).body
    const first = await deploy('第一版')
    assert.equal((await deploy('第一版')).package!.version, first.package!.version)
    const running = (await admin.post<{ id: string }>('/instances', { definitionKey: 'versions', variables: { days: 1, reason: 'x' } })).body
    const second = await deploy('第二版')
    assert.equal(second.package!.version, 2)
    const { definition } = (await admin.get<{ definition: { name: string; version: number } }>(`/instances/${running.id}`)).body
    assert.deepInclude(definition, { name: '第一版', version: 1 })
    const pinned = await admin.post<{ definitionName: string }>('/instances', { definitionKey: 'versions', version: 1, variables: { days: 1, reason: 'x' } })
    assert.equal(pinned.body.definitionName, '第一版')
    const latest = (await admin.get<{ data: { version: number }[] }>('/definitions?key=versions&latest=true')).body.data
    assert.deepEqual(latest.map((one) => one.version), [2])
  })

  test('an unsupported element or a missing form is named, and nothing is stored', async ({ assert }) => {
    const model = approvalModel('broken').replace('<bpmn:userTask id="file"', '<bpmn:scriptTask id="odd" name="怪" scriptFormat="groovy"><bpmn:script>1</bpmn:script></bpmn:scriptTask><bpmn:userTask id="file"')
    const before = (await admin.get('/packages')).text
    const refused = await admin.post<Deployed & { errors: { path: string; code: string }[] }>('/definitions', { resources: [{ name: 'broken.bpmn', content: model }] })
    assert.equal(refused.status, 422)
    assert.isTrue(refused.body.diagnostics.some((one) => one.elementId === 'odd' && one.code === 'UNSUPPORTED_ELEMENT' && one.severity === 'error'))
    assert.equal((await admin.get('/packages')).text, before)
    const checked = await admin.post<Deployed>('/definitions/check', { resources: [{ name: 'broken.bpmn', content: model }] })
    assert.equal(checked.status, 200)
    assert.isNull(checked.body.package)
    assert.sameDeepMembers(checked.body.diagnostics, refused.body.diagnostics)
    const formless = await admin.post<Deployed>('/definitions/check', { resources: [{ name: 'formless.bpmn', content: approvalModel('formless') }] })
    assert.isTrue(formless.body.diagnostics.some((one) => one.code === 'UNKNOWN_FORM' && one.elementId === 'approve'))
  })

  test('a check tells element by element what a file of another engine means here', async ({ assert }) => {
    const [model] = approvalResources('foreign')
    const content = model!.content.replace('<bpmn:userTask id="file"', '<bpmn:userTask id="elsewhere" xmlns:flowable="http://flowable.org/bpmn" flowable:assignee="li" flowable:async="true"><bpmn:extensionElements><flowable:taskListener event="create" class="x.Y"/></bpmn:extensionElements></bpmn:userTask><bpmn:userTask id="file"')
    const checked = await admin.post<{ importReport: { resource: string; counts: object; isDeployable: boolean; elements: { elementId: string; items: { verdict: string }[] }[] }[] }>('/definitions/check', { resources: [{ name: model!.name, content }] })
    assert.equal(checked.status, 200)
    const [report] = checked.body.importReport
    assert.deepInclude(report as object, { resource: model!.name, isDeployable: false })
    assert.deepEqual(report!.elements.find(({ elementId }) => elementId === 'elsewhere')?.items.map(({ verdict }) => verdict), ['needs work', 'kept', 'understood'])
  })

  test('a process id belongs to the package that has it: another one is told so, and nothing is stored', async ({ assert }) => {
    const mine = await admin.post('/packages/first_owner/publish', { resources: approvalResources('owned', { name: '甲的流程' }), note: '甲' })
    assert.equal(mine.status, 201)
    const before = (await admin.get('/packages')).text
    const other = await admin.post<Deployed & { detail: string }>('/packages/second_owner/publish', { resources: approvalResources('owned', { name: '乙的流程' }), note: '乙' })
    assert.equal(other.status, 422)
    const found = other.body.diagnostics.find((one) => one.code === 'PROCESS_ID_TAKEN')!
    assert.match(found.message, /“owned”.*first_owner/)
    assert.equal((await admin.get('/packages')).text, before)
    // checked without a key it is the next version of whoever holds its first process
    const codes = async (resources: object[]) => (await admin.post<Deployed>('/definitions/check', { resources })).body.diagnostics.map((one) => one.code)
    assert.notInclude(await codes(approvalResources('owned')), 'PROCESS_ID_TAKEN')
    assert.include(await codes([...approvalResources('unowned'), approvalResources('owned')[0]!]), 'PROCESS_ID_TAKEN')
    const next = await admin.post<Deployed>('/packages/first_owner/publish', { resources: approvalResources('owned', { name: '甲的第二版' }), note: '改名' })
    assert.equal(next.status, 201)
  })

  test('who asks for it gets the second engine\'s verdict', async ({ assert }) => {
    const resources = approvalResources('verified')
    const unasked = await admin.post<Deployed>('/definitions/check', { resources })
    assert.equal(unasked.body.verification.status, 'not-run')
    const asked = await admin.post<Deployed>('/definitions/check', { resources, verify: true })
    assert.equal(asked.body.verification.status, 'agreed')
    assert.match(asked.body.verification.detail, /两个引擎走 \d+ 个场景结果一致/)
  }).timeout(60_000)

  for (const name of ['../outside.bpmn', 'a/../../b.bpmn', '/etc/passwd', 'a\\b.bpmn']) {
    test(`a file called ${name} is no file of a package`, async ({ assert }) => {
      assert.equal((await admin.post('/definitions', { resources: [{ name, content: approvalModel('p') }] })).status, 422)
    })
  }

  test('a draft in the designer is kept, published as a version by name, and gone', async ({ assert }) => {
    const resources = approvalResources('designed')
    assert.equal((await admin.get('/packages/designed/draft')).status, 404)
    assert.equal((await admin.put('/packages/designed/draft', { resources: [{ name: 'half.bpmn', content: '<not finished' }] })).status, 200)
    assert.equal((await admin.get<{ resources: { content: string }[] }>('/packages/designed/draft')).body.resources[0]!.content, '<not finished')
    const published = await admin.post<Deployed>('/packages/designed/publish', { resources, note: '首次发布' })
    assert.equal(published.status, 201)
    assert.equal((await admin.get('/packages/designed/draft')).status, 404)
    const detail = (await admin.get<{ versions: { version: number; source: string; note: string; isDefault: boolean; publishedBy: { name: string } }[] }>('/packages/designed')).body
    assert.deepInclude(detail.versions[0], { version: 1, source: 'browser', note: '首次发布', isDefault: true })
    assert.equal(detail.versions[0]!.publishedBy.name, '陈知远')
    const files = await admin.get<{ resources: { name: string; content: string }[] }>('/packages/designed/versions/1/resources')
    assert.sameDeepMembers(files.body.resources, resources)
  })

  test('a model named in the catalogue tells its form, steps and limits; the shipped business its materials and items', async ({ assert }) => {
    const { body } = await admin.get<{ data: { definitionKey: string; steps: unknown[]; materials: unknown[]; items: { name: string }[]; promisedWorkingDays: number }[] }>('/catalogue')
    const shipped = body.data.find((entry) => entry.definitionKey === 'restaurant')!
    assert.isAtLeast(shipped.materials.length, 5)
    assert.isAtLeast(shipped.items.length, 4)
    assert.isAbove(shipped.promisedWorkingDays, 0)
    const own = await admin.get<{ formSchema: { components: unknown[] }; steps: { name: string; department: string; workingDays: number | null }[] }>('/catalogue/stored')
    assert.deepEqual(own.body.steps[0], { elementId: 'approve', name: '审批', department: '行政审批服务局·窗口受理员', workingDays: 2 } as never)
    assert.lengthOf(own.body.formSchema.components, 3)
    assert.equal((await admin.get('/catalogue/nothing')).status, 404)
  })
})
