import { test } from '@japa/runner'
import type { ApiClient } from './api_client.js'
import { approvalResources } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Task {
  kind: string
  id: string
  name: string
  revision: number
  assignee: { id: string; name: string } | null
  allowedActions: string[]
  data: Record<string, unknown>
  fieldPermissions: Record<string, string>
  draft: { values: Record<string, unknown> } | null
  opinions: { node: string; person: { name: string }; outcomeLabel: string; opinion: string }[]
  instance: { id: string; title: string }
  createdAt: string
  light: string
  state: string
  remainingWorkingDays: number
}
interface Problem {
  code: string
  detail: string
  errors?: { path: string; message: string }[]
}
interface Done {
  taskId: string
  instanceId: string
  instanceRevision: number
  nextTasks: { id: string }[]
}

test.group('Tasks', (group) => {
  let server: ServerProcess
  let window1: ApiClient
  let window2: ApiClient
  let issuer: ApiClient

  group.setup(async () => {
    server = await startServer()
    const designer = await server.client('admin')
    const deployed = await designer.post('/definitions', { resources: approvalResources('leave') })
    if (deployed.status !== 201) throw new Error(deployed.text)
    ;[window1, window2, issuer] = await Promise.all([server.client('window1'), server.client('window2'), server.client('issuer1')])
  })
  group.teardown(() => server.stop())

  const start = async (values: Record<string, unknown> = { days: 3, reason: '示例事由' }): Promise<string> => {
    const { status, body, text } = await (await server.client('window3')).post<{ id: string }>('/instances', { definitionKey: 'leave', variables: values })
    if (status !== 201) throw new Error(text)
    return body.id
  }
  const taskOf = async (client: ApiClient, instanceId: string, view = 'claimable'): Promise<Task> => {
    const { body } = await client.get<{ data: Task[] }>('/tasks', { query: { view, instanceId } })
    return body.data[0]!
  }

  test('a candidate claims, fills in and completes; the next one sees what was decided, but not the field hidden from him', async ({ assert }) => {
    const instanceId = await start()
    const open = await taskOf(window1, instanceId)
    assert.deepEqual(open.allowedActions, ['claim'])
    assert.equal((await window1.post(`/tasks/${open.id}/claim`)).status, 200)
    const mine = (await window1.get<Task>(`/tasks/${open.id}`)).body
    assert.equal(mine.assignee!.id, 'window1')
    assert.equal(mine.data.reason, '示例事由')
    assert.sameMembers(mine.allowedActions, ['complete', 'save-draft', 'release', 'transfer', 'delegate', 'add-signers', 'copy'])

    const done = await window1.post<Done>(`/tasks/${open.id}/complete`, { outcome: 'agree', opinion: '情况属实', variables: { note: '已核' } })
    assert.equal(done.status, 200)
    const filing = await taskOf(issuer, instanceId)
    const seen = (await issuer.get<Task>(`/tasks/${filing.id}`)).body
    assert.equal(seen.fieldPermissions.reason, 'hidden')
    assert.equal(seen.data.note, '已核')
    assert.notProperty(seen.data, 'reason')
    assert.deepInclude(seen.opinions[0], { node: '审批', outcomeLabel: '同意', opinion: '情况属实' })
    const instance = await issuer.get<{ variables: Record<string, unknown> }>(`/instances/${instanceId}`)
    assert.notProperty(instance.body.variables, 'reason')
    const history = await issuer.get(`/instances/${instanceId}/history`)
    assert.notInclude(history.text, '示例事由')
  })

  test('of two clerks who claim at once one gets it, the other a sentence', async ({ assert }) => {
    const { id } = await taskOf(window1, await start())
    const answers = await Promise.all([window1.post<Problem>(`/tasks/${id}/claim`), window2.post<Problem>(`/tasks/${id}/claim`)])
    assert.sameMembers(answers.map((one) => one.status), [200, 409])
    const refused = answers.find((one) => one.status === 409)!
    assert.match(refused.body.detail, /已由(李思雨|周小满)签收/)
  })

  test('a double click completes once; the second answer is the first', async ({ assert }) => {
    const instanceId = await start()
    const { id } = await taskOf(window1, instanceId)
    const headers = { 'idempotency-key': `click-${id}` }
    const body = { outcome: 'agree', opinion: '同意', variables: {} }
    const answers = await Promise.all([1, 2, 3].map(() => window1.post<Done>(`/tasks/${id}/complete`, body, { headers })))
    assert.deepEqual(answers.map((one) => one.status), [200, 200, 200])
    assert.deepEqual(answers[1]!.body, answers[0]!.body)
    assert.deepEqual(answers[2]!.body, answers[0]!.body)
    const tasks = await window1.get<{ data: { name: string }[] }>(`/instances/${instanceId}/tasks`)
    assert.lengthOf(tasks.body.data.filter((task) => task.name === '备案'), 1)

    const other = await window1.post<Problem>(`/tasks/${id}/complete`, { ...body, opinion: '另一个意见' }, { headers })
    assert.equal(other.status, 409)
  })

  test('without a key the second click finds the task done and says by whom', async ({ assert }) => {
    const { id, revision } = await taskOf(window1, await start())
    const complete = (client: ApiClient) =>
      client.post<Problem>(`/tasks/${id}/complete`, { outcome: 'agree', variables: {} }, { headers: { 'if-match': `"${revision}"` } })
    assert.equal((await complete(window1)).status, 200)
    const late = await complete(window2)
    assert.equal(late.status, 409)
    assert.match(late.body.detail, /李思雨已于 \d\d:\d\d 办理此件/)
  })

  test('a stale page is refused, a fresh one goes through', async ({ assert }) => {
    const { id, revision } = await taskOf(window1, await start())
    await window1.post(`/tasks/${id}/claim`)
    const stale = await window1.post<Problem>(`/tasks/${id}/release`, undefined, { headers: { 'if-match': `"${revision}"` } })
    assert.equal(stale.status, 409)
    const fresh = await window1.post(`/tasks/${id}/release`, undefined, { headers: { 'if-match': `"${revision + 1}"` } })
    assert.equal(fresh.status, 200)
    assert.equal((await window1.post(`/tasks/${id}/release`, undefined, { headers: { 'if-match': 'yesterday' } })).status, 400)
  })

  for (const { name, body, path } of [
    { name: 'an outcome the node does not offer', body: { outcome: 'perhaps', variables: {} }, path: 'outcome' },
    { name: 'no outcome where one is asked', body: { variables: {} }, path: 'outcome' },
    { name: 'a value for a field that is read-only here', body: { outcome: 'agree', variables: { days: 30 } }, path: 'days' },
    { name: 'a field the form does not have', body: { outcome: 'agree', variables: { salary: 1 } }, path: 'salary' },
    { name: 'a value that is too long', body: { outcome: 'agree', variables: { note: '长'.repeat(101) } }, path: 'note' },
    { name: 'a key the API does not know', body: { outcome: 'agree', variables: {}, force: true }, path: 'force' },
  ]) {
    test(`refuses ${name}, naming it, and changes nothing`, async ({ assert }) => {
      const { id, revision } = await taskOf(window1, await start())
      const refused = await window1.post<Problem>(`/tasks/${id}/complete`, body)
      assert.equal(refused.status, 422)
      assert.include(refused.body.errors!.map((error) => error.path), path)
      assert.equal((await window1.get<Task>(`/tasks/${id}`)).body.revision, revision)
    })
  }

  test('an equal value of a read-only field is let pass', async ({ assert }) => {
    const { id } = await taskOf(window1, await start())
    assert.equal((await window1.post(`/tasks/${id}/complete`, { outcome: 'agree', variables: { days: 3, reason: '示例事由' } })).status, 200)
  })

  test('what the form requires at the start is asked at the start', async ({ assert }) => {
    const refused = await window1.post<Problem>('/instances', { definitionKey: 'leave', variables: { days: 60 } })
    assert.equal(refused.status, 422)
    assert.sameMembers(refused.body.errors!.map((error) => error.path), ['days', 'reason'])
  })

  test('转办 hands the task to a colleague for good', async ({ assert }) => {
    const { id } = await taskOf(window1, await start())
    await window1.post(`/tasks/${id}/claim`)
    assert.equal((await window1.post<Problem>(`/tasks/${id}/transfer`, { to: 'no-such-person' })).status, 422)
    assert.equal((await window1.post<Problem>(`/tasks/${id}/transfer`, { to: 'sysadmin' })).status, 422, 'an administrator could never open it')
    assert.equal((await window1.post(`/tasks/${id}/transfer`, { to: 'window2', opinion: '请代为办理' })).status, 200)
    assert.equal((await window2.get<Task>(`/tasks/${id}`)).body.assignee!.id, 'window2')
    assert.equal((await window1.post<Problem>(`/tasks/${id}/complete`, { outcome: 'agree', variables: {} })).status, 403)
  })

  test('a draft is kept as typed, shown to its writer alone, and gone with the task', async ({ assert }) => {
    const { id } = await taskOf(window1, await start())
    await window1.post(`/tasks/${id}/claim`)
    assert.equal((await window1.post(`/tasks/${id}/save-draft`, { values: { note: '长'.repeat(500) } })).status, 200)
    assert.lengthOf(((await window1.get<Task>(`/tasks/${id}`)).body.draft!.values as { note: string }).note, 500)
    const drafts = await window1.get<{ data: Task[] }>('/tasks?view=drafts')
    assert.include(drafts.body.data.map((task) => task.id), id)
    assert.equal((await issuer.post(`/tasks/${id}/save-draft`, { values: {} })).status, 404)
    await window1.post(`/tasks/${id}/complete`, { outcome: 'agree', variables: {} })
    assert.notInclude((await window1.get<{ data: Task[] }>('/tasks?view=drafts')).body.data.map((task) => task.id), id)
  })

  test('batch answers per task: what cannot be done leaves the others alone', async ({ assert }) => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await taskOf(window1, await start())).id))
    await window2.post(`/tasks/${ids[1]}/claim`)
    const { body } = await window1.post<{ results: { id: string; ok: boolean; problem?: Problem }[] }>('/tasks/batch', { action: 'claim', ids })
    assert.deepEqual(body.results.map((result) => result.ok), [true, false, true])
    assert.match(body.results[1]!.problem!.detail, /周小满/)
    const twice = await window1.post('/tasks/batch', { action: 'claim', ids: [ids[0], ids[0]] })
    assert.equal(twice.status, 422)
  })

  test('views hold what they are called, counts and lists agree', async ({ assert }) => {
    const instanceId = await start()
    const { id } = await taskOf(window1, instanceId)
    await window1.post(`/tasks/${id}/claim`)
    const view = async (client: ApiClient, name: string) => (await client.get<{ data: Task[] }>('/tasks', { query: { view: name, limit: 200 } })).body.data
    assert.include((await view(window1, 'todo')).map((task) => task.id), id)
    assert.notInclude((await view(window2, 'claimable')).map((task) => task.id), id)
    await window1.post(`/tasks/${id}/complete`, { outcome: 'refuse', opinion: '不符合规定', variables: {} })
    const done = (await view(window1, 'done')).find((task) => task.id === id)!
    assert.equal(done.state, 'completed')
    const started = (await view(await server.client('window3'), 'started')).find((task) => task.id === instanceId)!
    assert.deepInclude(started, { kind: 'instance', name: '备案' })
    for (const client of [window1, window2, issuer]) {
      const counts = (await client.get<Record<string, number>>('/tasks/counts')).body
      for (const name of ['todo', 'claimable']) assert.equal(counts[name], (await view(client, name)).length, `${client.username} ${name}`)
    }
  })

  test('pages go on where they ended; a cursor of other filters is refused', async ({ assert }) => {
    for (let count = 0; count < 5; count++) await start({ days: count + 1, reason: '分页' })
    const all: string[] = []
    let after: string | null = null
    do {
      const query: Record<string, string | number> = { view: 'claimable', sort: 'createdAt', limit: 3, ...(after ? { after } : {}) }
      const { body } = await window1.get<{ data: Task[]; next: string | null }>('/tasks', { query })
      all.push(...body.data.map((task) => task.id))
      after = body.next
    } while (after)
    assert.equal(new Set(all).size, all.length)
    const { body } = await window1.get<{ next: string }>('/tasks', { query: { view: 'claimable', sort: 'createdAt', limit: 3 } })
    const foreign = await window1.get<Problem>('/tasks', { query: { view: 'claimable', sort: 'priority', limit: 3, after: body.next } })
    assert.equal(foreign.status, 400)
  })

  test('a list is sorted by what its columns show, both ways round', async ({ assert }) => {
    const titled = async (sort: string, view = 'claimable') =>
      (await window1.get<{ data: Task[] }>('/tasks', { query: { view, sort, limit: 200 } })).body.data
    for (const [sort, valueOf] of [
      ['title', (task: Task) => task.instance.title], ['name', (task: Task) => task.name], ['createdAt', (task: Task) => task.createdAt],
    ] as [string, (task: Task) => string][]) {
      const [one, other] = [await titled(sort), await titled(`-${sort}`)]
      assert.isAbove(one.length, 3)
      assert.deepEqual(other.map(({ id }) => id), one.map(({ id }) => id).reverse(), sort)
      const values = one.map((task) => Buffer.from(valueOf(task)))
      const way = sort === 'createdAt' ? -1 : 1
      assert.isTrue(values.every((value, n) => n === 0 || way * Buffer.compare(values[n - 1]!, value) <= 0), sort)
    }
    assert.equal((await window1.get('/tasks', { query: { view: 'claimable', sort: 'from' } })).status, 422)
  })

  test('views are kept by name, shared with the department alone, and taken away by their owner alone', async ({ assert }) => {
    type View = { id: string; name: string; own: boolean; shared: boolean; ownerName: string; query: string }
    const views = async (client: ApiClient) => (await client.get<{ data: View[] }>('/views')).body.data
    const add = (client: ApiClient, body: Record<string, unknown>) => client.post<View & Problem>('/views', { name: '今日到期', query: 'view=todo&dueBefore=today', shared: false, ...body })
    const own = await add(window1, {})
    assert.equal(own.status, 201, own.text)
    assert.equal((await add(window1, {})).body.code, 'E_VIEW', 'the same name twice')
    const shared = await add(window1, { name: '  科室超期  ', query: 'light=red', shared: true })
    assert.equal(shared.body.name, '科室超期')
    for (const body of [{ name: ' ' }, { name: 'x'.repeat(31) }, { query: '?a' }, { query: 'a\nb' }, { query: 'x'.repeat(501) }]) assert.equal((await add(window1, body)).status, 422, JSON.stringify(body))

    assert.deepEqual((await views(window1)).map(({ name, own: isOwn, shared: isShared }) => [name, isOwn, isShared]).sort(), [['今日到期', true, false], ['科室超期', true, true]])
    assert.deepEqual((await views(window2)).map(({ name, own: isOwn, ownerName }) => [name, isOwn, ownerName]), [['科室超期', false, '李思雨']])
    assert.deepEqual(await views(await server.client('fire_handler')), [])
    assert.equal((await window2.delete(`/views/${shared.body.id}`)).status, 404)
    assert.equal((await window1.delete(`/views/${shared.body.id}`)).status, 204)
    assert.deepEqual(await views(window2), [])
  })

  test('a limit in working days shows its light and what is left', async ({ assert }) => {
    const task = await taskOf(window1, await start())
    assert.equal(task.light, 'green')
    assert.equal(task.remainingWorkingDays, 2)
  })
})
