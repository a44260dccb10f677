import { test } from '@japa/runner'
import { createApiClient } from './api_client.js'
import { DEMO_PASSWORD, startServer, type ServerProcess } from './server_process.js'

interface Session {
  token: string
  csrfToken?: string
  user: { username: string; capabilities: string[] }
  expiresAt: string
}
interface Problem {
  status: number
  code: string
  detail: string
}

test.group('Sessions', (group) => {
  let server: ServerProcess
  group.setup(async () => {
    server = await startServer()
  })
  group.teardown(() => server.stop())
  // One of them starts the server three times: a hang guard for a busy machine.
  group.each.timeout(300_000)

  const login = (username: string, password: string, headers: Record<string, string> = {}) =>
    server.stranger().post<Session & Problem>('/sessions', { username, password }, { headers })

  const cookieLogin = async (username: string, headers: Record<string, string> = {}) => {
    const answer = await login(username, DEMO_PASSWORD, { 'x-session': 'cookie', ...headers })
    const setCookie = answer.headers.getSetCookie()[0]!
    return { answer, setCookie, cookie: setCookie.split(';')[0]!, csrf: answer.body.csrfToken! }
  }

  test('a right password gives a token that opens the API until it is given back', async ({ assert }) => {
    const { status, body } = await login('window1', DEMO_PASSWORD)
    assert.equal(status, 201)
    assert.deepEqual(body.user.capabilities, ['handle_work', 'serve_window'])
    const client = createApiClient(server.url, 'window1', body.token, { authorization: `Bearer ${body.token}` })
    assert.equal((await client.get('/sessions/current')).status, 200)
    assert.equal((await client.delete('/sessions/current')).status, 204)
    assert.equal((await client.get('/sessions/current')).status, 401)
  })

  test('unknown name and wrong password are told the same', async ({ assert }) => {
    const [wrong, unknown] = [await login('window2', 'not-the-password'), await login('nobody-here', 'not-the-password')]
    assert.deepEqual([wrong.status, unknown.status], [401, 401])
    assert.deepEqual(wrong.body, unknown.body)
  })

  test('five failures lock the name for ten minutes, known or not; the right password does not help, the administrator does', async ({ assert }) => {
    for (const name of ['window3', 'nobody-at-all']) {
      for (let count = 0; count < 5; count++) assert.equal((await login(name, `wrong-${count}`)).status, 401)
      const locked = await login(name, DEMO_PASSWORD)
      assert.equal(locked.status, 429)
      const seconds = Number(locked.headers.get('retry-after'))
      assert.isTrue(seconds > 500 && seconds <= 600)
    }
    const administrator = await server.client('sysadmin')
    assert.equal((await administrator.post('/admin/users/window3/unlock')).status, 200)
    assert.equal((await login('window3', DEMO_PASSWORD)).status, 201)
    const auditor = await server.client('auditor')
    const { body } = await auditor.get<{ data: { action: string; object: string }[] }>('/admin/audit?action=login.locked')
    assert.sameMembers(body.data.map((entry) => entry.object), ['window3', 'nobody-at-all'])
  })

  test('a browser gets a cookie no script can read, and changes need its CSRF token', async ({ assert }) => {
    const { setCookie, cookie, csrf, answer } = await cookieLogin('urban_handler')
    assert.equal(answer.body.token, '')
    assert.match(setCookie, /HttpOnly/)
    assert.match(setCookie, /SameSite=Lax/)
    const browser = (headers: Record<string, string>) => createApiClient(server.url, '', '', { cookie, ...headers })
    assert.equal((await browser({}).get('/sessions/current')).status, 200)
    const draft = { definitionKey: 'restaurant', values: {} }
    const guesses: Record<string, string>[] = [{}, { 'x-csrf-token': 'guess' }, { 'x-csrf-token': `${csrf}x` }, { 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' }]
    for (const headers of guesses) {
      const refused = await browser(headers).post<Problem>('/drafts', draft)
      assert.deepEqual([refused.status, refused.body.code], [403, 'E_CSRF'])
    }
    assert.equal((await browser({ 'x-csrf-token': csrf }).post('/drafts', draft)).status, 201)
  })

  test("another session's CSRF token is worth nothing", async ({ assert }) => {
    const [one, other] = [await cookieLogin('urban_handler'), await cookieLogin('fire_handler')]
    const mixed = createApiClient(server.url, '', '', { cookie: one.cookie, 'x-csrf-token': other.csrf })
    assert.equal((await mixed.delete('/sessions/current')).status, 403)
  })

  test('a token planted before the login is not taken over, and the old one dies', async ({ assert }) => {
    const first = await cookieLogin('health_handler')
    const second = await cookieLogin('health_handler', { cookie: first.cookie })
    assert.notEqual(second.cookie, first.cookie)
    assert.equal((await createApiClient(server.url, '', '', { cookie: first.cookie }).get('/sessions/current')).status, 401)
    const planted = await cookieLogin('health_handler', { cookie: 'xingliu_session=planted-by-someone-else' })
    assert.notInclude(planted.cookie, 'planted')
  })

  test('a cookie is no bearer token and a bearer token no cookie', async ({ assert }) => {
    const { cookie } = await cookieLogin('window1')
    const token = cookie.split('=')[1]!
    assert.equal((await createApiClient(server.url, '', '', { authorization: `Bearer ${token}` }).get('/sessions/current')).status, 401)
    const bearer = (await login('window1', DEMO_PASSWORD)).body.token
    assert.equal((await createApiClient(server.url, '', '', { cookie: `xingliu_session=${bearer}` }).get('/sessions/current')).status, 401)
  })

  test('an administrator sets a password that must be changed before anything else; rules and reuse are checked', async ({ assert }) => {
    const administrator = await server.client('sysadmin')
    const { body } = await administrator.post<{ oneTimePassword: string }>('/admin/users/market_handler2/password-reset')
    const session = (await login('market_handler2', body.oneTimePassword)).body
    const client = createApiClient(server.url, '', '', { authorization: `Bearer ${session.token}` })
    const early = await client.get<Problem>('/tasks?view=todo')
    assert.deepEqual([early.status, early.body.code], [403, 'E_PASSWORD_CHANGE_REQUIRED'])
    const change = (newPassword: string, currentPassword = body.oneTimePassword) => client.post<Problem>('/sessions/password', { currentPassword, newPassword })
    for (const weak of ['short1A', 'alllowercaseletters', 'market_handler2-X9', body.oneTimePassword]) assert.equal((await change(weak)).status, 422, weak)
    assert.equal((await change('Long-Enough-2026', 'not-mine')).status, 422)
    assert.equal((await change('Long-Enough-2026')).status, 204)
    const again = (await login('market_handler2', 'Long-Enough-2026')).body
    assert.equal((await createApiClient(server.url, '', '', { authorization: `Bearer ${again.token}` }).get('/tasks?view=todo')).status, 200)
  })

  test('a closed account is out at once', async ({ assert }) => {
    const administrator = await server.client('sysadmin')
    const session = (await login('fire_handler2', DEMO_PASSWORD)).body
    const client = createApiClient(server.url, '', '', { authorization: `Bearer ${session.token}` })
    assert.equal((await client.get('/sessions/current')).status, 200)
    assert.equal((await administrator.put('/admin/users/fire_handler2', { active: false })).status, 200)
    assert.equal((await client.get('/sessions/current')).status, 401)
    assert.equal((await login('fire_handler2', DEMO_PASSWORD)).status, 401)
  })

  test('a session left alone for half an hour, or half a day old, is over', async ({ assert }) => {
    const { cookie } = await cookieLogin('window1')
    const bearer = (await login('window1', DEMO_PASSWORD)).body.token
    const status = async (headers: Record<string, string>) => (await createApiClient(server.url, '', '', headers).get('/sessions/current')).status
    server = await server.restart({ clock: new Date(Date.now() + 29 * 60_000).toISOString() })
    assert.equal(await status({ cookie }), 200)
    server = await server.restart({ clock: new Date(Date.now() + 61 * 60_000).toISOString() })
    assert.equal(await status({ cookie }), 401)
    assert.equal(await status({ authorization: `Bearer ${bearer}` }), 200)
    server = await server.restart({ clock: new Date(Date.now() + 13 * 3_600_000).toISOString() })
    assert.equal(await status({ authorization: `Bearer ${bearer}` }), 401)
  })

  test('thirty wrong passwords sent at once are five guesses, not thirty', async ({ assert }) => {
    const guesses = Array.from({ length: 30 }, (_, index) => login('health_approver', `not-the-password-${index}`))
    const statuses = (await Promise.all(guesses)).map((answer) => answer.status)
    assert.deepEqual([401, 429].map((asked) => statuses.filter((status) => status === asked).length), [5, 25])
    assert.equal((await login('health_approver', DEMO_PASSWORD)).status, 429)
  })
})
