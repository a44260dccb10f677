import { test } from '@japa/runner'
import type { DirectorySyncReport } from '#adapters/web/contract/directory_sync'
import { BASE, READER, READER_PASSWORD, startSlapd, type Slapd } from '#tests/adapters/directory_sync/slapd'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { County } from '#tests/walks/support/county'
import type { ApiClient } from '../api_client.js'
import { DEMO_PASSWORD, startServer, type ServerProcess } from '../server_process.js'
import { freePort, startStandIn } from '../support/stand_in.js'

const TOKEN = 'token of the test alone'
const MARKET = '长沙县市场监督管理局'
const ATTRIBUTES = {
  personId: 'id', username: 'login', name: 'name', personDepartment: 'org.id', phone: 'phone', email: '', post: '', departmentId: 'id', departmentName: 'name', departmentParent: 'parentId',
}
const person = (id: string, login: string, name: string, unit = 'O-1') => ({ id, login, name, org: { id: unit }, phone: null })
const STAFF = [person('P-1', 'market_handler', '张书言'), person('P-2', 'market_handler2', '黄梓萱'), person('P-3', 'market_reviewer', '吴景明'), person('P-4', 'newcomer', `欧阳${'长'.repeat(38)}`), person('P-5', 'window2', '周小满', 'O-2')]

test.group('组织同步', (group) => {
  let server: ServerProcess
  let admin: ApiClient
  let slapd: Slapd | null = null
  let address = ''

  group.setup(async () => {
    const port = await freePort()
    const stopInterface = await startStandIn(new URL('people_interface.ts', import.meta.url), [port, TOKEN])
    address = `http://127.0.0.1:${port}`
    slapd = await startSlapd(`dn: ou=x,${BASE}\nobjectClass: organizationalUnit\nou:: ${Buffer.from(MARKET).toString('base64')}\nou: x\n`)
    if (!slapd) console.log('NOT RUN  slapd not found: no directory over LDAP by the server')
    const stopOutside = async () => {
      await stopInterface()
      await slapd?.stop()
    }
    server = await startServer({ env: { DIRECTORY_ALLOW: `private+${address}/people${slapd ? `,${slapd.url}` : ''}` } }).catch(async (error: unknown) => {
      await stopOutside()
      throw error
    })
    admin = await server.client('sysadmin')
    return async () => {
      await server.stop()
      await stopOutside()
    }
  })

  const settings = (more: object = {}) => ({
    kind: 'http', url: `${address}/people`, bindDn: '', base: '', departmentFilter: '', peopleFilter: '', attributes: ATTRIBUTES, encoding: 'utf-8', certificate: '', mostLeavingPercent: 50, nightly: false,
    secret: TOKEN, ...more,
  })
  const says = async (people: object[], how = 'whole') => {
    const departments = [{ id: 'O-0', name: '长沙县', parentId: null }, { id: 'O-1', name: MARKET, parentId: 'O-0' }, { id: 'O-2', name: '长沙县行政审批服务局', parentId: 'O-0' }]
    await fetch(`${address}/control`, { method: 'POST', body: JSON.stringify({ departments, people, how }) })
  }
  const save = (more: object = {}) => admin.put('/admin/directory-sync', settings(more))
  const tryNow = async () => (await admin.post<DirectorySyncReport>('/admin/directory-sync/runs')).body
  const apply = (id: string, reason?: string) => admin.post<DirectorySyncReport & { code: string; detail: string }>(`/admin/directory-sync/runs/${id}/apply`, reason ? { reason } : {})
  const linesOf = (report: DirectorySyncReport, kind: string) => report.lines.filter((line) => line.kind === kind)

  test('settings: the secret is sealed and never shown, and goes to nobody it was not given for', async ({ assert }) => {
    assert.deepEqual((await admin.get('/admin/directory-sync')).body, { settings: null })
    assert.equal((await admin.post('/admin/directory-sync/runs')).status, 422, 'nothing set up')
    assert.equal((await save()).status, 200)
    const read = await admin.get<{ settings: { hasSecret: boolean } }>('/admin/directory-sync')
    assert.isTrue(read.body.settings.hasSecret)
    assert.notInclude(read.text, TOKEN)
    const { secret: _, ...without } = settings()
    assert.equal((await admin.put('/admin/directory-sync', without)).status, 200)
    assert.equal((await admin.put('/admin/directory-sync', { ...without, url: 'https://elsewhere.example.cn/people' })).status, 422)
    for (const [wrong, path] of [
      [{ url: 'http://people.example.cn/' }, 'url'], [{ url: 'ldaps://x' }, 'url'], [{ attributes: { ...ATTRIBUTES, personDepartment: '@parent' } }, 'attributes.personDepartment'],
      [{ kind: 'ldap', url: 'ldaps://x', base: 'dc=x', departmentFilter: '(ou=*)', peopleFilter: '(uid=*)(|' }, 'peopleFilter'], [{ certificate: 'no certificate' }, 'certificate'],
    ] as const) {
      const answer = await admin.put<{ errors: { path: string }[] }>('/admin/directory-sync', settings(wrong))
      assert.deepEqual([answer.status, answer.body.errors?.map((one) => one.path)], [422, [path]], JSON.stringify(wrong))
    }
    const audit = await (await server.client('auditor')).get('/admin/audit?action=directory_sync.saved')
    assert.notInclude(audit.text, TOKEN)
  })

  test('tried, shown, applied: people are linked and made; whoever is new has neither role nor password', async ({ assert }) => {
    await says(STAFF)
    assert.deepEqual((await admin.post('/admin/directory-sync/check')).body, { reachable: true, message: '连接正常，读到 5 人、3 个单位。' })
    const report = await tryNow()
    assert.deepInclude(report.counts, { added: 1, changed: 4, left: 0, conflict: 0, department: 2 })
    assert.equal((await admin.get<{ data: unknown[] }>('/admin/users?q=newcomer')).body.data.length, 0, 'nothing written yet')
    const applied = await apply(report.id)
    assert.equal(applied.body.outcome, 'applied')
    const [newcomer] = (await admin.get<{ data: { name: string; roles: unknown[]; departmentName: string; externalId: string }[] }>('/admin/users?q=newcomer')).body.data
    assert.deepInclude(newcomer, { name: STAFF[3]!.name, roles: [], departmentName: MARKET, externalId: 'P-4' })
    assert.equal((await server.stranger().post('/sessions', { username: 'newcomer', password: DEMO_PASSWORD })).status, 401)
    assert.equal((await apply(report.id)).body.code, 'E_DIRECTORY_CHANGED')
    assert.equal((await apply((await tryNow()).id)).body.code, 'E_NOTHING_TO_SYNC')
  })

  test('who leaves is told with his open work, closed, and still there', async ({ assert }) => {
    const county = new County(server)
    await county.start('window1', 'restaurant', APPLICATION)
    await says(STAFF.filter(({ id }) => id !== 'P-5'))
    const clerk = await server.client('window2')
    const [task] = (await clerk.get<{ data: { id: string; name: string }[] }>('/tasks?view=claimable')).body.data
    assert.equal((await clerk.post(`/tasks/${task!.id}/claim`)).status, 200)
    const report = await tryNow()
    const [line] = linesOf(report, 'left')
    assert.deepInclude(line, { name: '周小满', username: 'window2', openTaskCount: 1 })
    assert.deepEqual(line!.tasks.map(({ name, process }) => [name, process]), [[task!.name, '开餐饮店一件事']])
    assert.equal((await apply(report.id)).status, 200)
    assert.equal((await clerk.get('/tasks?view=todo')).status, 401, 'his login has ended')
    const [closed] = (await admin.get<{ data: { active: boolean }[] }>('/admin/users?q=window2')).body.data
    assert.isFalse(closed!.active)
    const workbook = await admin.get(`/admin/directory-sync/runs/${report.id}/workbook`)
    assert.equal(String.fromCharCode(...workbook.bytes.slice(0, 2)), 'PK')
    const { data } = (await (await server.client('auditor')).get<{ data: { detail: { via?: string; fields?: string[] } }[] }>('/admin/audit?action=user.changed&limit=5')).body
    assert.deepInclude(data.find(({ detail }) => detail.fields?.includes('停用'))!.detail, { via: '组织同步' })
  })

  test('the brake, an empty answer, a cut, garbage, pages without end: nothing is applied', async ({ assert }) => {
    await says(STAFF.slice(3, 4))
    const report = await tryNow()
    assert.isFalse(report.brake!.isFinal)
    const held = await apply(report.id)
    assert.deepInclude(held.body, { status: 409, code: 'E_SYNC_BRAKE' })
    for (const [how, says_] of [['cut', /中途断开/], ['garbage', /不是.*JSON/], ['endless', /没有尽头/]] as const) {
      await says([...STAFF, ...STAFF], how)
      const answer = await admin.post<{ code: string; detail: string }>('/admin/directory-sync/runs')
      assert.deepEqual([answer.status, answer.body.code], [409, 'E_DIRECTORY_UNREAD'], how)
      assert.match(answer.body.detail, says_)
    }
    await says([])
    const empty = await tryNow()
    assert.isTrue(empty.brake!.isFinal)
    assert.match((await apply(empty.id, '确认')).body.detail, /一个人也没有读到/)
    const { data } = (await admin.get<{ data: { username: string }[] }>('/admin/users?active=false')).body
    assert.deepEqual(data.map(({ username }) => username), ['window2'])
  })

  test('a directory over LDAP that the operator allows is read, another is not', async ({ assert }) => {
    if (!slapd) return
    const ldap = { kind: 'ldap', url: slapd.url, bindDn: READER, secret: READER_PASSWORD, base: BASE, departmentFilter: '(objectClass=organizationalUnit)', peopleFilter: '(objectClass=inetOrgPerson)' }
    await save({ ...ldap, attributes: { ...ATTRIBUTES, personDepartment: '@parent', departmentId: 'dn', departmentName: 'ou', departmentParent: '@parent' } })
    assert.deepEqual((await admin.post('/admin/directory-sync/check')).body, { reachable: true, message: '连接正常，读到 0 人、1 个单位。' })
    await save({ ...ldap, url: 'ldap://127.0.0.1:9' })
    assert.match((await admin.post<{ message: string }>('/admin/directory-sync/check')).body.message, /DIRECTORY_ALLOW/)
  })
})
