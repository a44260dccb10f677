import { test } from '@japa/runner'
import type { ApiClient } from './api_client.js'
import { approvalModel, approvalResources } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Started {
  id: string
  definitionId: string
  revision: number
}
interface Report {
  instanceId: string
  problems: { elementId: string; elementName: string }[]
  moves: { from: string; to: string }[]
  tasks: string[]
}
interface BatchDetail {
  waiting: number
  done: number
  refused: number
  total: number
  finishedAt: string | null
}

/** The second version calls the task 审批 by another id. */
const renamed = (key: string) => approvalModel(key).replaceAll('"approve"', '"decide"').replace('id="approve_di"', 'id="decide_di"')
const MAPPING = { approve: 'decide' }

test.group('Migrations', (group) => {
  let server: ServerProcess
  let admin: ApiClient

  group.setup(async () => {
    server = await startServer()
    admin = await server.client('admin')
  })
  group.teardown(() => server.stop())

  /** Two versions of a process, and instances of the first. */
  const versions = async (key: string, running: number): Promise<{ instances: Started[]; second: string }> => {
    await admin.post('/definitions', { resources: approvalResources(key) })
    const instances: Started[] = []
    for (let n = 0; n < running; n += 1) instances.push((await admin.post<Started>('/instances', { definitionKey: key, variables: { days: 2, reason: '试' } })).body)
    const published = await admin.post<{ definitions: { id: string }[] }>('/definitions', {
      resources: approvalResources(key).map((resource) => (resource.name.endsWith('.bpmn') ? { ...resource, content: renamed(key) } : resource)),
    })
    return { instances, second: published.body.definitions[0]?.id as string }
  }

  test('a trial says what stays, a plan without counterpart what is missing; then the instance goes on by the new version', async ({ assert }) => {
    const { instances: [one], second } = await versions('moving', 1)
    const id = one?.id as string
    const trial = (mapping: Record<string, string>) => admin.post<{ report: Report }>(`/instances/${id}/migrate`, { definitionId: second, mapping, dryRun: true })
    assert.deepInclude((await trial(MAPPING)).body.report, { problems: [], moves: [{ from: 'approve', to: 'decide' }], tasks: ['审批'] })
    assert.deepInclude((await trial({})).body.report.problems[0], { elementId: 'approve', elementName: '审批' })
    const refused = await admin.post<{ code: string; detail: string }>(`/instances/${id}/migrate`, { definitionId: second })
    assert.deepEqual([refused.status, refused.body.detail.includes('审批')], [409, true])
    const stale = await admin.post(`/instances/${id}/migrate`, { definitionId: second, mapping: MAPPING }, { headers: { 'if-match': '"99"' } })
    assert.equal(stale.status, 409)
    const moved = await admin.post<{ instance: Started }>(`/instances/${id}/migrate`, { definitionId: second, mapping: MAPPING, reason: '规则调整' })
    assert.deepEqual([moved.status, moved.body.instance.definitionId], [200, second])
    const { body } = await admin.get<{ activeElements: { elementId: string }[] }>(`/instances/${id}`)
    assert.deepEqual(body.activeElements.map(({ elementId }) => elementId), ['decide'])
    const history = await admin.get<{ data: { type: string; text: string | null; elementId?: string; elementName?: string }[] }>(`/instances/${id}/history?limit=200`)
    assert.include(history.body.data.find(({ type }) => type === 'InstanceMigrated')?.text ?? '', '规则调整')
    assert.deepInclude(history.body.data.find(({ elementId }) => elementId === 'approve'), { elementName: '审批' }, 'an element that only the version before had keeps its name')
  })

  test('all running work of a version in one batch, with a result for each', async ({ assert }) => {
    const { instances, second } = await versions('moving_all', 4)
    const stopped = instances[2]?.id as string
    await admin.post(`/instances/${stopped}/suspend`, { reason: '核查' })
    const suggested = await admin.post<{ mapping: Record<string, string> }>('/migrations/suggest', { fromDefinitionId: instances[0]?.definitionId, definitionId: second })
    assert.deepEqual(suggested.body.mapping, MAPPING)
    const checked = await admin.post<{ data: Report[] }>('/migrations/check', { definitionId: second, mapping: MAPPING, instanceIds: instances.map(({ id }) => id) })
    assert.deepEqual(checked.body.data.map(({ problems }) => problems.length), [0, 0, 1, 0])
    const plan = { definitionId: second, mapping: MAPPING, reason: '规则调整' }
    assert.equal((await admin.post('/migrations', plan)).status, 422)
    const send = () => admin.post<{ batchId: string; total: number }>('/migrations', { ...plan, fromDefinitionId: instances[0]?.definitionId }, { headers: { 'idempotency-key': 'all-1' } })
    const [first, again] = [await send(), await send()]
    assert.deepEqual([first.status, first.body.total, again.body.batchId], [202, 4, first.body.batchId])
    const read = async (): Promise<BatchDetail> => (await admin.get<BatchDetail>(`/batches/${first.body.batchId}`)).body
    let batch = await read()
    for (const until = Date.now() + 30_000; batch.finishedAt === null && Date.now() < until; batch = await read()) await new Promise((resolve) => setTimeout(resolve, 100))
    assert.deepInclude(batch, { total: 4, waiting: 0, done: 3, refused: 1 })
    const items = await admin.get<{ data: { instanceId: string; message: string }[] }>(`/batches/${first.body.batchId}/items?state=refused`)
    assert.deepEqual(items.body.data.map(({ instanceId }) => instanceId), [stopped])
  })

  test('a clerk without the right, an unknown version, an unknown batch', async ({ assert }) => {
    const { instances: [one] } = await versions('guarded', 1)
    const clerk = await server.client('window1')
    assert.equal((await clerk.post(`/instances/${one?.id}/migrate`, { definitionId: 'x' })).status, 403)
    assert.equal((await admin.post(`/instances/${one?.id}/migrate`, { definitionId: 'nothing:1' })).status, 404)
    assert.equal((await admin.get('/batches/nothing')).status, 404)
  })
})
