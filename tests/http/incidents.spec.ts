import { test } from '@japa/runner'
import type { ApiClient } from './api_client.js'
import { incidentModel, lostCallModel } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Incident {
  id: string
  instanceId: string
  elementId: string
  instanceRevision: number
}
interface Preview {
  creates: { name: string }[]
}

test.group('Incidents: skip and move', (group) => {
  let server: ServerProcess
  let supervisor: ApiClient
  let system: ApiClient

  group.setup(async () => {
    server = await startServer()
    const admin = await server.client('admin')
    supervisor = await server.client('supervisor1')
    system = await server.client('sysadmin')
    await admin.post('/definitions', { resources: [{ name: 'lost.bpmn', content: lostCallModel('lost_call') }] })
    await admin.post('/definitions', { resources: [{ name: 'stopping.bpmn', content: incidentModel('stopping') }] })
    for (const definitionKey of ['lost_call', 'lost_call', 'stopping']) await admin.post('/instances', { definitionKey })
  })
  group.teardown(() => server.stop())

  const open = async (): Promise<Incident[]> => (await supervisor.get<{ data: Incident[] }>('/operations/incidents')).body.data
  const at = async (elementId: string) => (await open()).find((incident) => incident.elementId === elementId)!

  test('a skip is told ahead, done once on the state it was decided on, and on record with its reason', async ({ assert }) => {
    const { id, instanceId, instanceRevision } = await at('call')
    const ahead = await supervisor.post<Preview>(`/instances/${instanceId}/preview`, { action: 'skip', incident: id })
    assert.deepEqual(ahead.body.creates.map(({ name }) => name), ['汇总'])
    const skip = (revision: number, body: unknown = { reason: '线下已踏勘' }) =>
      supervisor.post<{ incidentCount: number }>(`/incidents/${encodeURIComponent(id)}/skip`, body, { headers: { 'if-match': `"${revision}"` } })
    assert.equal((await system.post(`/incidents/${encodeURIComponent(id)}/skip`, { reason: '试' })).status, 403, 'who maintains the system decides no case')
    assert.equal((await skip(instanceRevision, {})).status, 422)
    assert.equal((await skip(99)).status, 409)
    const skipped = await skip(instanceRevision)
    assert.deepEqual([skipped.status, skipped.body.incidentCount], [200, 0])
    assert.equal((await supervisor.post(`/incidents/${encodeURIComponent(id)}/skip`, { reason: '再来' })).status, 404)
    const texts = (await (await server.client('admin')).get<{ data: { text: string | null }[] }>(`/instances/${instanceId}/history?limit=200`)).body.data.map(({ text }) => text)
    assert.isTrue(texts.some((text) => text?.includes('跳过了停住的环节：线下已踏勘')))
  })

  test('a case is moved on from where it stands still', async ({ assert }) => {
    const { instanceId } = await at('call')
    const targets = (await supervisor.get<{ tokens: { elementId: string; elementInstanceId: string; targets: { elementId: string }[] }[] }>(`/instances/${instanceId}/move-targets`)).body
    const [token] = targets.tokens
    assert.equal(token?.elementId, 'call')
    const moved = await supervisor.post(`/instances/${instanceId}/move`, { from: token?.elementInstanceId, to: 'after', reason: '不再联合踏勘' })
    assert.equal(moved.status, 200)
    assert.notInclude((await open()).map(({ elementId }) => elementId), 'call')
  })

  test('what cannot be left is not skipped: it says so before and after', async ({ assert }) => {
    const { id, instanceId } = await at('split')
    const ahead = await supervisor.post<{ detail: string }>(`/instances/${instanceId}/preview`, { action: 'skip', incident: id })
    const refused = await supervisor.post<{ detail: string }>(`/incidents/${encodeURIComponent(id)}/skip`, { reason: '试' })
    assert.deepEqual([ahead.status, refused.status], [409, 409])
    assert.match(refused.body.detail, /^不能跳过：/)
  })
})
