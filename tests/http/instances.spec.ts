import { test } from '@japa/runner'
import type { ApiClient } from './api_client.js'
import { approvalResources, incidentModel, listeningModel, messageModel, timerModel } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Instance {
  id: string
  status: string
  revision: number
  incidentCount: number
  businessKey: string | null
  variables: Record<string, unknown>
  activeElements: { elementId: string; elementType: string }[]
  incidents: { id: string; code: string }[]
  definition: { id: string; version: number }
}
interface HistoryEntry {
  seq: number
  type: string
  actor: { kind: string; id: string | null; name: string }
  text: string | null
  hash: string
  payload: Record<string, unknown>
}

test.group('Instances', (group) => {
  let server: ServerProcess
  let admin: ApiClient

  group.setup(async () => {
    server = await startServer()
    admin = await server.client('admin')
    await admin.post('/definitions', { resources: approvalResources('leave') })
    await admin.post('/definitions', { resources: [{ name: 'waiting.bpmn', content: messageModel('waiting') }] })
    await admin.post('/definitions', { resources: [{ name: 'listening.bpmn', content: listeningModel('listening') }] })
    await admin.post('/definitions', { resources: [{ name: 'stopping.bpmn', content: incidentModel('stopping') }] })
    await admin.post('/definitions', { resources: [{ name: 'pausing.bpmn', content: timerModel('pausing') }] })
  })
  group.teardown(() => server.stop())

  const start = async (definitionKey: string, more: Record<string, unknown> = {}): Promise<Instance> => {
    const { status, body, text } = await admin.post<Instance>('/instances', { definitionKey, ...more })
    if (status !== 201) throw new Error(text)
    return body
  }
  const read = async (id: string): Promise<Instance> => (await admin.get<Instance>(`/instances/${id}`)).body

  test('starting answers with the instance and where it lies; the same key starts it once', async ({ assert }) => {
    const body = { definitionKey: 'leave', businessKey: 'L-1', title: '一次', variables: { days: 2, reason: '试' } }
    const send = () => admin.post<Instance>('/instances', body, { headers: { 'idempotency-key': 'start-1' } })
    const [one, other] = await Promise.all([send(), send()])
    assert.deepEqual(one.body, other.body)
    assert.equal(one.headers.get('location'), `/api/v1/instances/${one.body.id}`)
    const listed = await admin.get<{ data: Instance[] }>('/instances?businessKey=L-1')
    assert.lengthOf(listed.body.data, 1)
    assert.deepInclude(await read(one.body.id), { status: 'active', businessKey: 'L-1', variables: { days: 2, reason: '试' } })
  })

  test('what there is no definition of cannot be started', async ({ assert }) => {
    for (const body of [{ definitionKey: 'unheard-of' }, { definitionKey: 'leave', version: 99 }]) {
      assert.equal((await admin.post('/instances', body)).status, 404)
    }
  })

  test("what another process calls is nobody's to start by hand", async ({ assert }) => {
    const clerk = await server.client('window1')
    const variables = { item: { code: 'food_permit', name: '食品经营许可', department: 'market', promisedDays: 5 } }
    assert.equal((await clerk.post('/instances', { definitionKey: 'restaurant_item', variables })).status, 404)
  })

  test('history tells each event once, oldest first, in chained rows and Chinese sentences', async ({ assert }) => {
    const { id } = await start('leave', { variables: { days: 2, reason: '试' } })
    const first = await admin.get<{ data: HistoryEntry[]; next: string | null }>(`/instances/${id}/history?limit=1`)
    assert.equal(first.body.data[0]!.type, 'InstanceStarted')
    assert.equal(first.body.data[0]!.actor.name, '陈知远')
    assert.equal(first.body.data[0]!.text, '陈知远发起办件')
    const all = (await admin.get<{ data: HistoryEntry[] }>(`/instances/${id}/history`)).body.data
    assert.deepEqual(all.map((entry) => entry.seq), all.map((entry) => entry.seq).toSorted((a, b) => a - b))
    assert.isTrue(all.every((entry) => /^[0-9a-f]{64}$/.test(entry.hash)))
  })

  test('a timer that fired is told by name, also on a later page than the one it was armed on', async ({ assert }) => {
    const { id } = await start('pausing')
    for (const until = Date.now() + 20_000; (await read(id)).status !== 'completed' && Date.now() < until;) await new Promise((done) => setTimeout(done, 100))
    const first = (await admin.get<{ data: HistoryEntry[]; next: string }>(`/instances/${id}/history?limit=1`)).body
    assert.isTrue(first.data.some((entry) => entry.type === 'TimerArmed'))
    const second = (await admin.get<{ data: HistoryEntry[] }>(`/instances/${id}/history?limit=1&after=${encodeURIComponent(first.next)}`)).body
    assert.equal(second.data.find((entry) => entry.type === 'TimerDisarmed')?.text, '定时“冷静期”到期')
  }).timeout(30_000)

  test('suspending refuses work with 423 until it is resumed; a reason is asked', async ({ assert }) => {
    const { id } = await start('leave', { variables: { days: 2, reason: '试' } })
    assert.equal((await admin.post(`/instances/${id}/suspend`, {})).status, 422)
    assert.equal((await admin.post<Instance>(`/instances/${id}/suspend`, { reason: '等材料' })).body.status, 'suspended')
    const task = (await admin.get<{ data: { id: string }[] }>(`/tasks?view=claimable&instanceId=${id}`)).body.data[0]!
    assert.equal((await admin.post(`/tasks/${task.id}/claim`)).status, 423)
    assert.equal((await admin.post<Instance>(`/instances/${id}/resume`, {})).body.status, 'active')
    assert.equal((await admin.post(`/tasks/${task.id}/claim`)).status, 200)
  })

  test('cancelling ends it with its reason; a second time is too late', async ({ assert }) => {
    const { id } = await start('leave', { variables: { days: 2, reason: '试' } })
    assert.equal((await admin.post<Instance>(`/instances/${id}/cancel`, { reason: '申请人撤销' })).body.status, 'cancelled')
    assert.equal((await admin.post(`/instances/${id}/cancel`, { reason: '再来' })).status, 409)
    assert.match((await admin.get(`/instances/${id}/history`)).text, /办件终止：申请人撤销/)
    assert.lengthOf((await read(id)).activeElements, 0)
  })

  test('an operation decided on an old revision is refused', async ({ assert }) => {
    const { id, revision } = await start('leave', { variables: { days: 2, reason: '试' } })
    const set = (ifMatch: number) => admin.post(`/instances/${id}/variables`, { variables: { days: 4 }, reason: '更正' }, { headers: { 'if-match': `"${ifMatch}"` } })
    assert.equal((await set(revision)).status, 200)
    assert.equal((await set(revision)).status, 409)
    assert.equal((await read(id)).variables.days, 4)
  })

  test('a message reaches who waits for it, once', async ({ assert }) => {
    const { id } = await start('waiting')
    assert.equal((await read(id)).activeElements[0]!.elementId, 'wait')
    const sent = await admin.post<{ matched: string[] }>('/messages', { name: 'called', variables: { answer: '好' } })
    assert.include(sent.body.matched, id)
    assert.deepInclude(await read(id), { status: 'completed', variables: { answer: '好' } })
    assert.deepEqual((await admin.post<{ matched: string[] }>('/messages', { name: 'never heard' })).body.matched, [])
  })

  test('a signal reaches everybody who listens, and the same key reaches them once', async ({ assert }) => {
    const listening = [await start('listening'), await start('listening')].map(({ id }) => id)
    const send = () => admin.post<{ matched: string[]; isPartial: boolean }>('/signals', { name: 'flood', variables: { level: 3 } }, { headers: { 'idempotency-key': 'flood-1' } })
    const first = (await send()).body
    assert.deepEqual({ ...first, matched: first.matched.toSorted() }, { matched: listening.toSorted(), isPartial: false })
    for (const id of listening) assert.deepInclude(await read(id), { status: 'active', variables: { level: 3 } })
    assert.deepEqual((await send()).body, first)
    for (const id of listening) assert.lengthOf((await read(id)).activeElements.filter(({ elementId }) => elementId === 'evacuate'), 1)
    assert.equal((await admin.post('/signals', { name: '' })).status, 422)
  })

  test('an incident is listed with what stopped it, and goes on when tried again', async ({ assert }) => {
    const { id } = await start('stopping')
    const stopped = await read(id)
    assert.equal(stopped.incidentCount, 1)
    const { body } = await admin.get<{ data: { id: string; instanceId: string; elementName: string }[] }>(`/incidents?instanceId=${id}`)
    assert.equal(body.data[0]!.elementName, '分支')
    await admin.post(`/instances/${id}/variables`, { variables: { go: true }, reason: '补上条件' })
    assert.equal((await admin.post<Instance>(`/incidents/${body.data[0]!.id}/retry`)).body.status, 'completed')
    assert.lengthOf((await admin.get<{ data: unknown[] }>(`/incidents?instanceId=${id}`)).body.data, 0)
    assert.lengthOf((await admin.get<{ data: unknown[] }>(`/incidents?instanceId=${id}&state=resolved`)).body.data, 1)
  })

  test('the diagram marks what is done, what is going on and what has stopped', async ({ assert }) => {
    const { id } = await start('leave', { variables: { days: 2, reason: '试' } })
    const svg = (await admin.get(`/instances/${id}/diagram`)).text
    assert.match(svg, /data-element="asked" data-mark="completed"/)
    assert.match(svg, /data-element="approve" data-mark="active"/)
    assert.match(svg, /data-element="file" data-mark="open"/)
    const undrawn = await start('waiting')
    const laidOut = await admin.get(`/instances/${undrawn.id}/diagram`)
    assert.deepEqual([laidOut.status, laidOut.text.includes('data-mark="active"')], [200, true], 'a model without a drawing is laid out')
  })

  test('the 审批单 comes as a PDF, kept by nobody', async ({ assert }) => {
    const { id } = await start('leave', { variables: { days: 2, reason: '试' } })
    const sheet = await admin.get(`/instances/${id}/sheet`)
    assert.equal(sheet.headers.get('content-type'), 'application/pdf')
    assert.equal(Buffer.from(sheet.bytes.subarray(0, 5)).toString(), '%PDF-')
    assert.equal(sheet.headers.get('cache-control'), 'no-store')
  })

  test('lists page by keyset and show each clerk only what he took part in', async ({ assert }) => {
    for (let count = 0; count < 4; count++) await start('leave', { variables: { days: 2, reason: '列表' } })
    const ids: string[] = []
    for (let after = ''; ;) {
      const { body } = await admin.get<{ data: Instance[]; next: string | null }>(`/instances?limit=2&definitionKey=leave${after && `&after=${after}`}`)
      ids.push(...body.data.map((one) => one.id))
      if (!body.next) break
      after = body.next
    }
    assert.equal(new Set(ids).size, ids.length)
    assert.isAtLeast(ids.length, 4)
    assert.lengthOf((await (await server.client('fire_handler')).get<{ data: unknown[] }>('/instances')).body.data, 0)
    assert.isAtLeast((await (await server.client('supervisor1')).get<{ data: unknown[] }>('/instances')).body.data.length, 4)
  })

  test('those who run the server learn that it lives, is ready and what it counts, and nothing about anybody', async ({ assert }) => {
    const { id } = await start('leave', { variables: { days: 2, reason: '试' } })
    const read = async (path: string) => (await fetch(`${server.url}${path}`)).text()
    assert.equal(await read('/healthz'), '{"status":"alive"}')
    assert.equal(await read('/readyz'), '{"status":"ready"}')
    const metrics = await read('/metrics')
    const started = Number(/^xingliu_instances_started_total (\d+)$/m.exec(metrics)![1])
    assert.isAtLeast(started, 1)
    assert.notInclude(metrics, id)
    for (const line of metrics.trim().split('\n')) assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+-]+)$/)
  })
})
