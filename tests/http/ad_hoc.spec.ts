import { test } from '@japa/runner'
import type { ApiClient } from './api_client.js'
import { adHocModel } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Detail {
  revision: number
  activeElements: { elementId: string; adHoc?: { id: string; startable: { elementId: string; name: string }[]; canComplete: boolean } }[]
}

test.group('Ad-hoc sub-processes', (group) => {
  let server: ServerProcess
  let admin: ApiClient
  let clerk: ApiClient

  group.setup(async () => {
    server = await startServer()
    admin = await server.client('admin')
    clerk = await server.client('market_handler')
  })
  group.teardown(() => server.stop())

  const begin = async (key: string, candidates?: string): Promise<string> => {
    const deployed = await admin.post('/definitions', { resources: [{ name: `${key}.bpmn`, content: adHocModel(key, candidates) }] })
    if (deployed.status !== 201) throw new Error(JSON.stringify(deployed.body))
    return (await admin.post<{ id: string }>('/instances', { definitionKey: key })).body.id
  }
  const read = async (id: string) => (await admin.get<Detail>(`/instances/${id}`)).body
  const choice = async (id: string) => (await read(id)).activeElements.find(({ elementId }) => elementId === 'box')?.adHoc

  test('what may begin is told; it is begun, done, and the whole ended', async ({ assert }) => {
    const id = await begin('joint_review')
    assert.deepEqual((await choice(id))?.startable, [{ elementId: 'hearing', name: '听证' }, { elementId: 'inspection', name: '勘验' }])
    const { status, body } = await admin.post<{ revision: number }>(`/instances/${id}/ad-hoc`, { subProcess: 'box', activity: 'hearing' })
    assert.equal(status, 200)
    assert.isFalse((await choice(id))?.canComplete)
    const early = await admin.post<{ code: string }>(`/instances/${id}/ad-hoc/complete`, { subProcess: 'box' })
    assert.equal(early.status, 409)
    const stale = await admin.post(`/instances/${id}/ad-hoc`, { subProcess: 'box', activity: 'hearing' }, { headers: { 'if-match': `"${body.revision - 1}"` } })
    assert.equal(stale.status, 409)
    const [task] = (await admin.get<{ data: { id: string }[] }>(`/instances/${id}/tasks`)).body.data
    await clerk.post(`/tasks/${task?.id}/claim`)
    const shown = (await clerk.get<{ adHoc: { name: string; startable: unknown[] }[] }>(`/tasks/${task?.id}`)).body.adHoc
    assert.deepEqual(shown.map(({ name, startable }) => [name, startable.length]), [['会商', 2]])
    assert.equal((await clerk.post(`/tasks/${task?.id}/complete`, {})).status, 200)
    const ended = await admin.post<{ status: string }>(`/instances/${id}/ad-hoc/complete`, { subProcess: (await choice(id))?.id ?? '' })
    assert.deepEqual([ended.status, ended.body.status], [200, 'completed'])
  })

  test('twice with one key is once; an unknown activity, a stranger and one who is no candidate are refused', async ({ assert }) => {
    const id = await begin('joint_review_twice')
    const headers = { 'idempotency-key': 'ad-hoc-1' }
    await admin.post(`/instances/${id}/ad-hoc`, { subProcess: 'box', activity: 'hearing' }, { headers })
    await admin.post(`/instances/${id}/ad-hoc`, { subProcess: 'box', activity: 'hearing' }, { headers })
    assert.lengthOf((await read(id)).activeElements.filter(({ elementId }) => elementId === 'hearing'), 1)
    assert.equal((await admin.post(`/instances/${id}/ad-hoc`, { subProcess: 'box', activity: 'nothing' })).status, 422)
    assert.equal((await clerk.post(`/instances/${await begin('joint_review_strange')}/ad-hoc`, { subProcess: 'box', activity: 'hearing' })).status, 404)
    const closed = await begin('joint_review_closed', 'camunda:candidateGroups="role:approver@dept:nowhere"')
    assert.equal((await admin.post(`/instances/${closed}/ad-hoc`, { subProcess: 'box', activity: 'hearing' })).status, 403)
    assert.isUndefined(await choice(closed), 'who may not choose is offered nothing')
  })
})
