import { test } from '@japa/runner'
import { openOutside } from '#tests/storage/outside_database'
import type { ApiClient } from './api_client.js'
import { needsAll } from '#tests/runtime/support/models'
import { approvalResources, incidentModel, timerModel } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

/** Stands in every title, variable and opinion; no administrator may ever read it. */
const SECRET = '机密湘味楼'

interface Overview {
  versions: { key: string; definitionId: string; active: number; completed: number; isDefault: boolean }[]
  openIncidents: number
  parkedCommands: number
  checkpoint: { number: number; publicKeyFingerprint: string } | null
  liveness: { instances: number; findings: number } | null
  httpPlaces: { allowed: { address: string; isInside: boolean }[]; confined: { packageKey: string; places: { address: string }[] }[] }
}
interface Operated {
  id: string
  number: string | null
  version: number
  status: string
  incidentCount: number
}

test.group('Operations', (group) => {
  let server: ServerProcess
  let admin: ApiClient
  let system: ApiClient
  let supervisor: ApiClient
  let leave: string
  let stopped: string

  const outside = () => openOutside(server.databaseUrl ?? `${server.dataDir}/xingliu.sqlite`)
  const start = async (definitionKey: string, variables: Record<string, unknown> = {}): Promise<string> => {
    const { status, body, text } = await admin.post<{ id: string }>('/instances', { definitionKey, title: SECRET, variables })
    if (status !== 201) throw new Error(text)
    return body.id
  }

  group.setup(async () => {
    server = await startServer({ env: { METRICS_TOKEN: 'a-token-for-the-tests', HTTP_TASK_ALLOW: 'https://api.example.cn/v1/, private+http://10.1.2.3:8080/' } })
    admin = await server.client('admin')
    system = await server.client('sysadmin')
    supervisor = await server.client('supervisor1')
    await admin.post('/definitions', { resources: approvalResources('leave') })
    await admin.post('/definitions', { resources: [{ name: 'stopping.bpmn', content: incidentModel('stopping') }] })
    await admin.post('/definitions', { resources: [{ name: 'pausing.bpmn', content: timerModel('pausing', 'PT4H') }] })
    leave = await start('leave', { days: 2, reason: SECRET })
    stopped = await start('stopping', { applicant: SECRET })
    await start('pausing', { applicant: SECRET })
  })
  group.teardown(() => server.stop())

  test('the overview counts by version and state, and what waits', async ({ assert }) => {
    const { body } = await system.get<Overview>('/operations/overview')
    assert.deepInclude(body.versions.find(({ key }) => key === 'leave'), { active: 1, completed: 0, isDefault: true })
    assert.equal(body.openIncidents, 1)
    assert.equal(body.parkedCommands, 0)
  })

  test('the overview tells where models may call, and which packages confine themselves', async ({ assert }) => {
    const manifest = { key: 'confined', name: '核税', category: '测试', description: '测试', department: 'admin_service', process: 'confined', formKey: 'request', httpPlaces: ['https://api.example.cn/v1/tax'] }
    const deployed = await admin.post('/definitions', { resources: [...approvalResources('confined'), { name: 'manifest.json', content: JSON.stringify(manifest) }] })
    assert.equal(deployed.status, 201, deployed.text)
    const { allowed, confined } = (await system.get<Overview>('/operations/overview')).body.httpPlaces
    assert.deepEqual(allowed, [{ address: 'https://api.example.cn/v1/', isInside: false }, { address: 'http://10.1.2.3:8080/', isInside: true }])
    assert.deepEqual(confined.map(({ packageKey, places }) => [packageKey, places.map(({ address }) => address)]), [['confined', ['https://api.example.cn/v1/tax']]])
  })

  test('instances are found by version, state, incident, id and number, never by what they are about', async ({ assert }) => {
    const list = async (query: string) => (await system.get<{ data: Operated[] }>(`/operations/instances?${query}`)).body.data.map(({ id }) => id)
    assert.lengthOf(await list('status=active'), 3)
    assert.lengthOf(await list('status=completed'), 0)
    assert.deepEqual(await list('withIncident=true'), [stopped])
    assert.deepEqual(await list(`q=${leave}`), [leave])
    const { versions } = (await system.get<Overview>('/operations/overview')).body
    assert.deepEqual(await list(`definitionId=${encodeURIComponent(versions.find(({ key }) => key === 'leave')!.definitionId)}`), [leave])
    const database = await outside()
    await database.run(`update instances set number = 'QJ-2026-000_7' where id = ?`, [leave])
    await database.run(`insert into instance_terms (term, instance_id) values ('qj-2026-000_7', ?)`, [leave])
    await database.close()
    assert.deepEqual(await list('q=QJ-2026-000_'), [leave])
    assert.deepEqual(await list('q=QJ-2026-000x'), [])
    assert.deepEqual(await list(`q=${encodeURIComponent('湘味')}`), [])
  })

  test('pages of instances meet without gap or twin, and a cursor belongs to its filters', async ({ assert }) => {
    const first = (await system.get<{ data: Operated[]; next: string }>('/operations/instances?limit=2')).body
    const second = (await system.get<{ data: Operated[]; next: string | null }>(`/operations/instances?limit=2&after=${encodeURIComponent(first.next)}`)).body
    assert.lengthOf(new Set([...first.data, ...second.data].map(({ id }) => id)), 3)
    assert.isNull(second.next)
    assert.equal((await system.get(`/operations/instances?status=active&after=${encodeURIComponent(first.next)}`)).status, 400)
  })

  test('an instance shows where it rests and what stopped it; the journal its rows; the diagram its place', async ({ assert }) => {
    const one = (await system.get<{ resting: { elementId: string }[]; incidents: { code: string; message: string | null }[] }>(`/operations/instances/${leave}`)).body
    assert.deepEqual(one.resting.map(({ elementId }) => elementId), ['approve'])
    const other = (await system.get<{ incidents: { code: string; message: string | null }[] }>(`/operations/instances/${stopped}`)).body
    assert.lengthOf(other.incidents, 1)
    const journal = (await system.get<{ data: { seq: number; events: { type: string; elementName: string | null }[] }[] }>(`/operations/instances/${leave}/journal`)).body
    assert.deepEqual(journal.data.map(({ seq }) => seq), [1])
    assert.isTrue(journal.data[0]!.events.some(({ type, elementName }) => type === 'TaskCreated' && elementName === '审批'))
    const diagram = await system.get(`/operations/instances/${leave}/diagram`)
    assert.match(diagram.text, /data-element="approve" data-mark="active"/)
    assert.equal((await system.get('/operations/instances/nothing')).status, 404)
  })

  test('what is held until the rest has come is shown without what it brought, and can be given up once', async ({ assert }) => {
    await admin.post('/definitions', { resources: [{ name: 'both.bpmn', content: needsAll('both', 'application', 'fee') }] })
    assert.deepInclude((await admin.post<{ matched: string[] }>('/messages', { name: 'fee', variables: { applicant: SECRET } })).body, { matched: [] })
    const list = async () => system.get<{ data: { id: string; definitionName: string; elementId: string; kind: string; name: string }[] }>('/operations/start-triggers')
    const { body: { data: [held, ...others] }, text } = await list()
    assert.isEmpty(others)
    assert.deepInclude(held, { elementId: 'start', kind: 'message', name: 'fee' })
    assert.notInclude(text, SECRET)
    const drop = `/operations/start-triggers/${encodeURIComponent(held!.id)}/drop`
    assert.equal((await (await server.client('auditor')).post(drop, {})).status, 403)
    assert.deepEqual([(await system.post(drop, {})).status, (await system.post(drop, {})).status, (await list()).body.data.length], [204, 404, 0])
    assert.deepInclude((await admin.post<{ matched: string[] }>('/messages', { name: 'application' })).body, { matched: [] }, 'the fee has gone')
  })

  test('a journal is whole until somebody changes it', async ({ assert }) => {
    const verify = async () => (await system.get<{ rows: number; findings: { code: string }[] }>(`/operations/instances/${leave}/verification`)).body
    assert.deepEqual(await verify(), { rows: 1, findings: [] })
    const database = await outside()
    const [{ events }] = await database.all('select events from journal where instance_id = ?', [leave])
    await database.run(`update journal set events = replace(events, 'approve', 'approwe') where instance_id = ?`, [leave])
    assert.deepEqual((await verify()).findings.map(({ code }) => code), ['ROW_CHANGED'])
    await database.run('update journal set events = ? where instance_id = ?', [String(events), leave])
    await database.close()
    assert.deepEqual((await verify()).findings, [])
  })

  test('an incident is tried again, once, and who did it is on record', async ({ assert }) => {
    const { data } = (await system.get<{ data: { id: string; instanceId: string }[] }>('/operations/incidents')).body
    assert.deepEqual(data.map(({ instanceId }) => instanceId), [stopped])
    const answer = await system.post<Operated>(`/operations/incidents/${encodeURIComponent(data[0]!.id)}/retry`)
    assert.equal(answer.status, 200)
    assert.equal((await system.post(`/operations/incidents/${encodeURIComponent(data[0]!.id)}/retry`)).status, 409)
    const audit = (await (await server.client('auditor')).get<{ data: { action: string; object: string }[] }>('/admin/audit?action=system.maintained')).body
    assert.isTrue(audit.data.some(({ object }) => object === `instance:${stopped}`))
  })

  test('a parked command is listed with its error and tried again when asked', async ({ assert }) => {
    const database = await outside()
    const command = JSON.stringify({ type: 'PublishMessage', name: 'nobody waits', correlationKey: null, variables: { applicant: SECRET } })
    await database.run(`insert into instance_commands (source_instance_id, source_seq, position, instance_id, command, created_at_ms) values (?, 77, 0, null, ?, 1)`, [leave, command])
    await database.run(`insert into failed_commands (source_instance_id, source_seq, position, attempts, retry_at_ms, error) values (?, 77, 0, 10, null, 'E_SOMETHING')`, [leave])
    const list = async () => (await system.get<{ data: { id: string; type: string; retryAt: string | null; error: string }[] }>('/operations/commands')).body.data
    assert.containsSubset(await list(), [{ type: 'PublishMessage', retryAt: null, error: 'E_SOMETHING' }])
    const [{ id }] = await list()
    assert.equal((await system.post(`/operations/commands/${encodeURIComponent(id)}/retry`)).status, 204)
    assert.deepEqual(await list(), [])
    assert.equal((await system.post(`/operations/commands/${encodeURIComponent(id)}/retry`)).status, 404)
    await database.close()
  })

  test('jobs are listed by state', async ({ assert }) => {
    const database = await outside()
    await database.run(
      `insert into jobs (id, instance_id, kind, topic, input, retries_left, due_at_ms, fence, state, created_at_ms) values ('j1', ?, 'external', 'look-up', ?, 0, 5, 3, 'failed', 1)`,
      [leave, JSON.stringify({ applicant: SECRET })],
    )
    const { data } = (await system.get<{ data: { id: string; state: string }[] }>('/operations/jobs?state=failed')).body
    assert.deepEqual(data.map(({ id }) => id), ['j1'])
    assert.deepEqual((await system.get<{ data: { id: string }[] }>('/operations/jobs?state=ready')).body.data.filter(({ id }) => id === 'j1'), [])
    await database.run(`delete from jobs where id = 'j1'`)
    await database.close()
  })

  test('time spent per element comes from the journals of a period', async ({ assert }) => {
    const tasks = (await admin.get<{ data: { id: string }[] }>(`/instances/${leave}/tasks`)).body.data
    const clerk = await server.client('window1')
    await clerk.post(`/tasks/${tasks[0]!.id}/claim`)
    const completed = await clerk.post(`/tasks/${tasks[0]!.id}/complete`, { outcome: 'agree', opinion: SECRET, variables: {} })
    assert.equal(completed.status, 200, completed.text)
    const { versions } = (await system.get<Overview>('/operations/overview')).body
    const id = encodeURIComponent(versions.find(({ key }) => key === 'leave')!.definitionId)
    const { body } = await system.get<{ instances: number; sampled: number | null; elements: { elementId: string; count: number; waiting: number; medianSeconds: number }[] }>(`/operations/definitions/${id}/heat`)
    assert.deepInclude(body, { instances: 1, sampled: null })
    assert.deepInclude(body.elements.find(({ elementId }) => elementId === 'approve'), { count: 1, waiting: 0 })
    assert.deepInclude(body.elements.find(({ elementId }) => elementId === 'file'), { count: 0, waiting: 1 })
    assert.deepEqual((await system.get<{ elements: unknown[] }>(`/operations/definitions/${id}/heat?to=2020-01-01T00:00:00Z`)).body.elements, [])
    assert.match((await system.get(`/operations/definitions/${id}/heat/diagram`)).text, /<title>审批：1 次，中位/)
  })

  test('the nightly check runs when asked and lists what it finds', async ({ assert }) => {
    const clean = (await system.post<{ run: { instances: number }; findings: { code: string; message: string }[] }>('/operations/liveness')).body
    assert.deepEqual(clean.findings, [])
    const database = await outside()
    await database.run(`update tasks set state = 'cancelled' where instance_id = ? and state = 'open'`, [leave])
    const { findings } = (await system.post<typeof clean>('/operations/liveness')).body
    assert.deepEqual(findings.map(({ code }) => code), ['TASK_MISSING'])
    assert.equal((await system.get<Overview>('/operations/overview')).body.liveness?.findings, 1)
    await database.run(`update tasks set state = 'open' where instance_id = ? and state = 'cancelled'`, [leave])
    await database.close()
  })

  test('the figures for Prometheus: bus, HTTP by route, what waits; for this machine or with the token', async ({ assert }) => {
    const read = (headers: Record<string, string> = {}) => fetch(`${server.url}/metrics`, { headers })
    const text = await (await read()).text()
    for (const name of [
      'xingliu_bus_group_commands_count', 'xingliu_bus_command_seconds_bucket{le="0.001"}', 'xingliu_bus_waiting', 'xingliu_instances{status="active"}', 'xingliu_incidents_open',
      'xingliu_jobs', 'xingliu_timers', 'xingliu_timer_lag_seconds', 'xingliu_sent_commands{state="parked"}', 'xingliu_checkpoint_age_seconds', 'xingliu_liveness_findings',
      'xingliu_http_request_seconds_count{route="GET /operations/instances/{id}",status="200"}', 'nodejs_eventloop_delay_p99_seconds',
    ]) assert.include(text, name)
    if (server.databaseUrl) assert.include(text, 'xingliu_database_connections{state="used"}')
    assert.notInclude(text, SECRET)
    assert.notInclude(text, leave)
    assert.isAtMost(new Set([...text.matchAll(/route="([^"]*)"/g)].map(([, route]) => route)).size, 200)
    assert.equal((await read({ 'x-forwarded-for': '10.0.0.9' })).status, 403)
    assert.equal((await read({ 'x-forwarded-for': '10.0.0.9', authorization: 'Bearer wrong-wrong-wrong-1' })).status, 403)
    assert.equal((await read({ 'x-forwarded-for': '10.0.0.9', authorization: 'Bearer a-token-for-the-tests' })).status, 200)
  })

  test('nobody\'s data reach the system administrator by any of it', async ({ assert }) => {
    const { versions } = (await system.get<Overview>('/operations/overview')).body
    const paths = [
      '/operations/overview', '/operations/instances', `/operations/instances/${leave}`, `/operations/instances/${stopped}`, `/operations/instances/${leave}/journal`,
      `/operations/instances/${leave}/verification`, `/operations/instances/${leave}/diagram`, '/operations/incidents', '/operations/incidents?state=resolved',
      '/operations/jobs?state=ready', '/operations/jobs?state=failed', '/operations/commands', '/operations/liveness',
      ...versions.flatMap(({ definitionId }) => [`/operations/definitions/${encodeURIComponent(definitionId)}/heat`, `/operations/definitions/${encodeURIComponent(definitionId)}/heat/diagram`]),
    ]
    for (const path of paths) {
      const { status, text } = await system.get(path)
      assert.include([200, 404], status, path)
      assert.notInclude(text, SECRET, path)
      assert.notInclude(text, '湘味', path)
    }
    assert.equal((await system.get(`/instances/${leave}`)).status, 403)
    assert.equal((await supervisor.get('/operations/overview')).status, 200)
    assert.equal((await (await server.client('window1')).get('/operations/overview')).status, 403)
  })
})
