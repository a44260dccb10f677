import { test } from '@japa/runner'
import { readPrinted } from '#tests/walks/support/printed'
import type { ApiClient } from './api_client.js'
import { approvalResources } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Problem {
  code: string
  detail: string
  errors?: { path: string; message: string }[]
}
interface Grant {
  id: string
  userId: string
  role: string
  departmentId: string
}
interface Audit {
  seq: number
  action: string
  object: string
  user: { id: string } | null
  hash: string
}

test.group('Administration', (group) => {
  let server: ServerProcess
  let system: ApiClient
  let security: ApiClient
  let auditor: ApiClient

  group.setup(async () => {
    server = await startServer()
    ;[system, security, auditor] = await Promise.all([server.client('sysadmin'), server.client('secadmin'), server.client('auditor')])
    await (await server.client('admin')).post('/definitions', { resources: approvalResources('leave') })
  })
  group.teardown(() => server.stop())

  const create = async (username: string, departmentId = 'admin_service') =>
    system.post<{ user: { id: string }; oneTimePassword: string }>('/admin/users', { username, name: '新来者', departmentId })
  const grant = (userId: string, role: string, departmentId = 'admin_service') => security.post<Grant & Problem>('/admin/roles', { userId, role, departmentId })

  test('a new colleague with a role sees the open work of the department at once', async ({ assert }) => {
    const window1 = await server.client('window1')
    const { id: instanceId } = (await window1.post<{ id: string }>('/instances', { definitionKey: 'leave', variables: { days: 1, reason: 'x' } })).body
    const created = await create('newcomer')
    assert.equal(created.status, 201)
    assert.equal((await grant(created.body.user.id, 'window_clerk')).status, 201)

    const first = (await server.stranger().post<{ token: string }>('/sessions', { username: 'newcomer', password: created.body.oneTimePassword })).body
    const headers = { authorization: `Bearer ${first.token}` }
    await server.stranger().post('/sessions/password', { currentPassword: created.body.oneTimePassword, newPassword: 'Chosen-by-me-26' }, { headers })
    const again = (await server.stranger().post<{ token: string }>('/sessions', { username: 'newcomer', password: 'Chosen-by-me-26' })).body
    const tasks = await server.stranger().get<{ data: { id: string }[] }>(`/tasks?view=claimable&instanceId=${instanceId}`, { headers: { authorization: `Bearer ${again.token}` } })
    assert.lengthOf(tasks.body.data, 1)
  })

  test('a taken or ill-formed login name, an unknown unit are refused at their field', async ({ assert }) => {
    assert.equal((await create('window1')).status, 422)
    assert.equal((await create('Has Spaces')).status, 422)
    assert.equal((await create('somebody', 'no-such-unit')).status, 422)
  })

  for (const [role, other] of [['system_admin', 'security_admin'], ['audit_admin', 'system_admin'], ['security_admin', 'audit_admin'], ['system_admin', 'handler']] as const) {
    test(`nobody holds ${role} and ${other} together`, async ({ assert }) => {
      const { id } = (await create(`both_${role}_${other}`)).body.user
      assert.equal((await grant(id, role)).status, 201)
      const refused = await grant(id, other)
      assert.equal(refused.status, 422)
      assert.match(refused.body.detail, /管理员/)
    })
  }

  test('a security administrator grants nothing to himself, and the last of a kind stays', async ({ assert }) => {
    assert.equal((await grant('secadmin', 'window_clerk')).status, 403)
    const { body } = await security.get<{ data: Grant[] }>('/admin/roles?role=audit_admin&userId=auditor')
    // others may have been made above: revoke them first
    for (const one of (await security.get<{ data: Grant[] }>('/admin/roles?role=audit_admin')).body.data) {
      if (one.userId !== 'auditor') assert.equal((await security.delete(`/admin/roles/${one.id}`)).status, 204)
    }
    assert.equal((await security.delete<Problem>(`/admin/roles/${body.data[0]!.id}`)).status, 409)
  })

  test('no administrator comes by the password of another kind, nor closes the account; the refusal is audited', async ({ assert }) => {
    const second = (await create('second_secadmin')).body.user.id
    await grant(second, 'security_admin')
    const reset = (client: ApiClient, kind: string, id: string) => client.post<Problem & { oneTimePassword?: string }>(`/admin/${kind}/${id}/password-reset`)
    for (const id of ['secadmin', 'auditor', 'sysadmin']) {
      const refused = await reset(system, 'users', id)
      assert.equal(refused.status, 403, id)
      assert.isUndefined(refused.body.oneTimePassword)
      assert.match(refused.body.detail, /管理员/)
      assert.equal((await system.put(`/admin/users/${id}`, { active: false })).status, 403, id)
    }
    for (const id of ['sysadmin', 'window1', 'secadmin']) assert.equal((await reset(security, 'administrators', id)).status, 403, id)
    assert.equal((await reset(security, 'administrators', second)).status, 200)
    assert.equal((await reset(auditor, 'administrators', second)).status, 403)
    const { data } = (await auditor.get<{ data: Audit[] }>('/admin/audit?action=access.refused')).body
    for (const [by, on] of [['sysadmin', 'auditor'], ['secadmin', 'sysadmin']]) assert.isTrue(data.some((one) => one.user?.id === by && one.object === on), `${by} ${on}`)
    assert.equal((await security.get('/admin/roles')).status, 200)
    for (const one of (await security.get<{ data: Grant[] }>(`/admin/roles?userId=${second}`)).body.data) await security.delete(`/admin/roles/${one.id}`)
  })

  test('a revoked role is gone with the next click', async ({ assert }) => {
    const supervisor = await server.client('supervisor1')
    assert.equal((await supervisor.get('/incidents')).status, 200)
    const { body } = await security.get<{ data: Grant[] }>('/admin/roles?userId=supervisor1')
    await security.delete(`/admin/roles/${body.data[0]!.id}`)
    assert.equal((await supervisor.get('/incidents')).status, 403)
    await grant('supervisor1', 'supervisor')
    assert.equal((await supervisor.get('/incidents')).status, 200)
  })

  test('a deputy does the work of the absent within his days, and the record says for whom', async ({ assert }) => {
    const window1 = await server.client('window1')
    const deputy = await server.client('issuer2')
    const { id: instanceId } = (await window1.post<{ id: string }>('/instances', { definitionKey: 'leave', variables: { days: 1, reason: 'x' } })).body
    const task = (await window1.get<{ data: { id: string }[] }>(`/tasks?view=claimable&instanceId=${instanceId}`)).body.data[0]!
    await window1.post(`/tasks/${task.id}/claim`)
    assert.equal((await deputy.post(`/tasks/${task.id}/complete`, { outcome: 'agree', variables: {} })).status, 404)
    const day = 86_400_000
    const made = await system.post<{ id: string }>('/admin/deputies', {
      userId: 'window1', deputyId: 'issuer2', from: new Date(Date.now() - day).toISOString(), to: new Date(Date.now() + day).toISOString(),
    })
    assert.equal(made.status, 201)
    assert.include((await deputy.get<{ data: { id: string }[] }>('/tasks?view=todo')).body.data.map((one) => one.id), task.id)
    assert.equal((await deputy.post(`/tasks/${task.id}/complete`, { outcome: 'agree', opinion: '代为同意', variables: {} })).status, 200)
    const history = (await window1.get<{ data: { actor: { id: string; onBehalfOf?: { name: string } } }[] }>(`/instances/${instanceId}/history`)).body.data
    assert.deepInclude(history.at(-1)!.actor, { id: 'issuer2' })
    assert.equal(history.at(-1)!.actor.onBehalfOf!.name, '李思雨')
    const free = (await window1.post<{ id: string }>('/instances', { definitionKey: 'leave', variables: { days: 1, reason: 'y' } })).body.id
    const offered = (await deputy.get<{ data: { id: string }[] }>(`/tasks?view=claimable&instanceId=${free}`)).body.data[0]!
    assert.equal((await deputy.post(`/tasks/${offered.id}/claim`)).status, 200)
    assert.equal((await deputy.post(`/tasks/${offered.id}/complete`, { outcome: 'agree', opinion: '代为同意', variables: {} })).status, 200)
    const acts = (await window1.get<{ data: { actor: { id: string; onBehalfOf?: { name: string } } }[] }>(`/instances/${free}/history`)).body.data.filter((entry) => entry.actor.id === 'issuer2')
    assert.sameMembers([...new Set(acts.map((entry) => entry.actor.onBehalfOf?.name))], ['李思雨'])
    // Both sign for her on paper, whether it lay in her hands or was claimed in her place.
    for (const signed of [instanceId, free]) {
      const printed = readPrinted((await window1.get(`/instances/${signed}/sheet`)).bytes)
      if (printed) assert.include(printed.text, '（代李思雨）')
    }
    assert.isAtLeast(acts.length, 2)
    assert.equal((await system.delete(`/admin/deputies/${made.body.id}`)).status, 204)
    const backwards = { userId: 'window1', deputyId: 'issuer2', from: new Date().toISOString(), to: new Date(Date.now() - day).toISOString() }
    assert.equal((await system.post('/admin/deputies', backwards)).status, 422)
  })

  test('units form a tree without rings; one with people in it stays open', async ({ assert }) => {
    const unit = { id: 'permit_office', name: '许可科', shortName: '许可科', kind: 'office', parentId: 'market', code: '901' }
    assert.equal((await system.post('/admin/departments', unit)).status, 201)
    assert.equal((await system.post('/admin/departments', unit)).status, 409)
    const { id: _id, ...fields } = unit
    assert.equal((await system.put('/admin/departments/permit_office', { ...fields, parentId: 'permit_office', active: true })).status, 422)
    const market = (await system.get<{ data: (Record<string, unknown> & { id: string })[] }>('/admin/departments')).body.data.find((one) => one.id === 'market')!
    const { id: _market, ...marketFields } = market
    assert.equal((await system.put<Problem>('/admin/departments/market', { ...marketFields, active: false })).status, 422)
  })

  test('posts are filled, changed and removed', async ({ assert }) => {
    const post = { name: '许可专员', departmentId: 'market', holderIds: ['market_handler'] }
    const { body } = await system.post<{ id: string; holders: { name: string }[] }>('/admin/posts', post)
    assert.equal(body.holders[0]!.name, '张书言')
    assert.equal((await system.put(`/admin/posts/${body.id}`, { ...post, holderIds: ['no-such-person'] })).status, 422)
    assert.equal((await system.put(`/admin/posts/${body.id}`, { ...post, holderIds: [] })).status, 200)
    assert.equal((await system.delete(`/admin/posts/${body.id}`)).status, 204)
    assert.equal((await system.delete(`/admin/posts/${body.id}`)).status, 404)
  })

  test('a calendar takes the days of its notice and moves the limits counted after it', async ({ assert }) => {
    const year = (await system.get<{ status: string; source: string; workingDays: number; days: object[] }>('/admin/calendars/2026')).body
    assert.equal(year.status, 'official')
    assert.equal((await system.get<{ status: string }>('/admin/calendars/2030')).body.status, 'missing')
    const save = (days: object[]) => system.put<{ workingDays: number } & Problem>('/admin/calendars/2030', { status: 'official', source: '试验〔2029〕1号', days })
    const plain = (await save([])).body.workingDays
    assert.equal((await save([{ date: '2030-01-02', kind: 'holiday', name: '元旦' }])).body.workingDays, plain - 1)
    for (const day of [
      { date: '2031-01-01', kind: 'holiday', name: '别年' },
      { date: '2030-02-30', kind: 'holiday', name: '无此日' },
      { date: '2030-01-02', kind: 'workday', name: '本来就上班' },
    ]) assert.equal((await save([day])).status, 422, day.name)
    const twice = { date: '2030-01-02', kind: 'holiday', name: '元旦' }
    assert.equal((await save([twice, twice])).status, 422)
  })

  test('the directory finds colleagues by name and unit', async ({ assert }) => {
    const clerk = await server.client('window1')
    const found = await clerk.get<{ data: { id: string; departmentName: string }[] }>('/directory/users', { query: { q: '张书' } })
    assert.deepInclude(found.body.data[0], { id: 'market_handler', departmentName: '长沙县市场监督管理局' })
    const unit = await clerk.get<{ data: { departmentId: string }[] }>('/directory/users', { query: { departmentId: 'fire' } })
    assert.isTrue(unit.body.data.every((one) => one.departmentId === 'fire') && unit.body.data.length > 0)
    assert.isAbove((await clerk.get<{ data: unknown[] }>('/directory/departments')).body.data.length, 40)
  })

  test('who is asked for to do work is nobody without a business role', async ({ assert }) => {
    const clerk = await server.client('window1')
    const idsOf = async (query: Record<string, string>) => {
      const { body } = await clerk.get<{ data: { id: string }[] }>('/directory/users', { query: { limit: '100', ...query } })
      return body.data.map((one) => one.id)
    }
    assert.include(await idsOf({ q: 'market_handler', handlesWork: 'true' }), 'market_handler')
    for (const id of ['sysadmin', 'secadmin', 'auditor']) {
      assert.include(await idsOf({ q: id }), id)
      assert.notInclude(await idsOf({ q: id, handlesWork: 'true' }), id)
    }
  })

  test('the audit tells who did what, newest first, in pages that hold together', async ({ assert }) => {
    const all: Audit[] = []
    for (let after = ''; ;) {
      const { body } = await auditor.get<{ data: Audit[]; next: string | null }>(`/admin/audit?limit=20${after && `&after=${after}`}`)
      all.push(...body.data)
      if (!body.next || all.length > 400) break
      after = body.next
    }
    assert.deepEqual(all.map((row) => row.seq), all.map((row) => row.seq).toSorted((a, b) => b - a))
    assert.equal(new Set(all.map((row) => row.seq)).size, all.length)
    for (const action of ['user.created', 'role.granted', 'role.revoked', 'deputy.saved', 'calendar.saved', 'department.saved', 'login.ok']) {
      assert.isTrue(all.some((row) => row.action === action), action)
    }
    const mine = await auditor.get<{ data: Audit[] }>('/admin/audit?userId=secadmin&action=role.granted')
    assert.isTrue(mine.body.data.length > 0 && mine.body.data.every((row) => row.user?.id === 'secadmin'))
    const found = await auditor.get<{ data: Audit[] }>(`/admin/audit?object=${encodeURIComponent('%')}`)
    assert.lengthOf(found.body.data, 0, 'signs of a pattern are looked for as they are')
    const { data: actions } = (await auditor.get<{ data: { action: string; text: string }[] }>('/admin/audit/actions')).body
    assert.equal(actions.find(({ action }) => action === 'role.granted')?.text, '授予角色')
    assert.equal((await auditor.delete('/admin/audit')).status, 404)
  })

  test('none of the three administrators reaches business data', async ({ assert }) => {
    const window1 = await server.client('window1')
    const { id } = (await window1.post<{ id: string }>('/instances', { definitionKey: 'leave', variables: { days: 1, reason: '机密事由' } })).body
    for (const administrator of [system, security, auditor]) {
      for (const path of [`/instances/${id}`, '/instances', '/tasks?view=todo', `/instances/${id}/history`, '/catalogue', '/stream']) {
        const answer = await administrator.get(path)
        assert.equal(answer.status, 403, `${administrator.username} ${path}`)
      }
    }
    assert.notInclude((await auditor.get('/admin/audit?limit=200')).text, '机密')
  })
})
