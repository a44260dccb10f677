import { test } from '@japa/runner'
import { DEMO_PASSWORD, startServer, type ServerProcess } from '../server_process.js'
import { freePort } from '../support/stand_in.js'
import { createWalker, type Walker } from './walker.js'
import { startProvider, type ProviderProcess } from './provider_process.js'

const CALLBACK = /\/login\/provider\/callback\?/
const HOME = /127\.0\.0\.1:\d+\/(?!login\/provider|auth|interaction)/

test.group('统一身份认证', (group) => {
  let server: ServerProcess
  let provider: ProviderProcess
  const settings = () => ({
    enabled: true, name: '统一身份认证', issuer: provider.issuer, clientId: 'xingliu', clientSecret: 'a secret of the test alone', claim: 'employee_number',
    matches: 'externalId', publicUrl: server.url,
  })
  const people = new Map<string, string>()
  type Waiting = { proposal: { id: string } | null; provider: { enabled: boolean; issuer: string } | null }
  /** The system administrator proposes, the security administrator confirms. */
  const inForce = async (wanted: Record<string, unknown>) => {
    const saved = await (await server.client('sysadmin')).put<Waiting>('/admin/identity-provider', wanted)
    if (saved.status !== 200) throw new Error(saved.text)
    if (saved.body.proposal) await (await server.client('secadmin')).post(`/admin/identity-proposal/${saved.body.proposal.id}/confirm`)
  }

  group.setup(async () => {
    server = await startServer()
    provider = await startProvider(await freePort(), server.url)
    const system = await server.client('sysadmin')
    const { data } = (await system.get('/admin/users?limit=200')).body as { data: { id: string; username: string }[] }
    for (const { id, username } of data) people.set(username, id)
    for (const [username, externalId] of [['window1', 'G-1001'], ['supervisor1', 'G-1002'], ['designer1', 'G-1003'], ['sysadmin', 'G-9001']] as const) {
      await system.put(`/admin/users/${people.get(username)}`, { externalId })
    }
    await inForce(settings())
    return async () => {
      await provider.stop()
      await server.stop()
    }
  })

  const begin = (walker: Walker, to = '') => walker.walk(`${server.url}/login/provider${to && `?to=${encodeURIComponent(to)}`}`, HOME)
  const problemOf = (address: string) => new URL(address).searchParams.get('problem')
  const whoIs = async (walker: Walker) => {
    const token = walker.cookie(server.url, 'xingliu_session')
    const answer = await fetch(`${server.url}/api/v1/sessions/current`, { headers: { cookie: `xingliu_session=${token}` } })
    return answer.ok ? ((await answer.json()) as { user: { username: string; roles: string[] }; csrfToken: string }) : null
  }

  test('nobody alone decides whom it lets in: proposed by one, confirmed by another, and only what was shown', async ({ assert }) => {
    const [system, security] = [await server.client('sysadmin'), await server.client('secadmin')]
    const read = async () => (await security.get<Waiting>('/admin/identity-proposal')).body
    const proposed = await system.put<Waiting>('/admin/identity-provider', { ...settings(), claim: 'phone_number', matches: 'phone' })
    assert.isNotNull(proposed.body.proposal)
    assert.notInclude(proposed.text, 'a secret of the test alone')
    assert.equal((await system.post(`/admin/identity-proposal/${proposed.body.proposal!.id}/confirm`)).status, 403)
    await system.put('/admin/identity-provider', { ...settings(), issuer: 'https://elsewhere.example', clientSecret: 'other' })
    assert.equal((await security.post(`/admin/identity-proposal/${proposed.body.proposal!.id}/confirm`)).status, 409, 'it is another one by now')
    const { proposal, provider: now } = await read()
    assert.equal(now?.issuer, provider.issuer, 'not in force')
    assert.equal((await security.post(`/admin/identity-proposal/${proposal!.id}/reject`)).status, 200)
    assert.isNull((await read()).proposal)

    const off = await system.put<Waiting>('/admin/identity-provider', { ...settings(), enabled: false })
    assert.deepInclude(off.body, { proposal: null }, 'closing the door needs nobody else')
    const again = await system.put<Waiting>('/admin/identity-provider', settings())
    assert.equal(again.body.provider?.enabled, false, 'opening it does')
    assert.equal((await security.post(`/admin/identity-proposal/${again.body.proposal!.id}/confirm`)).status, 200)
    assert.equal((await system.put<Waiting>('/admin/identity-provider', { ...settings(), name: '政务云登录' })).body.proposal, null, 'the words on the button let nobody in')
    await inForce(settings())
  })

  test('someone the provider vouches for is signed in as the person of that number, where he wanted to go', async ({ assert }) => {
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-1001' } })
    const walker = createWalker()
    walker.keep(server.url, 'xingliu_session', 'planted-before-the-login')
    const reached = await begin(walker, '/instances?q=1')
    assert.equal(reached, `${server.url}/instances?q=1`)
    assert.notEqual(walker.cookie(server.url, 'xingliu_session'), 'planted-before-the-login')
    const current = await whoIs(walker)
    assert.equal(current?.user.username, 'window1')
    assert.deepEqual(current?.user.roles, ['window_clerk'])

    const links = (await (await server.client('sysadmin')).get('/admin/identity-links')).body as { data: { subject: string; username: string }[] }
    assert.deepInclude(links.data[0], { subject: 'acc-1', username: 'window1' })
  })

  test('the way out leads to the provider, and the session is over', async ({ assert }) => {
    const walker = createWalker()
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-1001' } })
    await begin(walker)
    const current = await whoIs(walker)
    const answer = await fetch(`${server.url}/api/v1/sessions/current/logout`, {
      method: 'POST', headers: { cookie: `xingliu_session=${walker.cookie(server.url, 'xingliu_session')}`, 'x-csrf-token': current!.csrfToken },
    })
    const { leaveFor } = (await answer.json()) as { leaveFor: string }
    assert.match(leaveFor, new RegExp(`^${provider.issuer}/session/end\\?`))
    assert.equal(new URL(leaveFor).searchParams.get('post_logout_redirect_uri'), `${server.url}/login`)
    assert.isNull(await whoIs(walker))
  })

  test('whoever signs out at the provider is signed out here, and his open page is told', async ({ assert }) => {
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-1001' } })
    const [here, elsewhere] = [createWalker(), createWalker()]
    await begin(here)
    await begin(elsewhere)
    const token = here.cookie(server.url, 'xingliu_session')
    const stream = await fetch(`${server.url}/api/v1/stream`, { headers: { cookie: `xingliu_session=${token}` } })

    const form = await (await here.get(`${provider.issuer}/session/end`)).text()
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(form)![1]!
    await here.post(`${provider.issuer}/session/end/confirm`, { xsrf, logout: 'yes' })
    assert.isNull(await whoIs(here))
    assert.equal((await whoIs(elsewhere))?.user.username, 'window1', 'another login of the same person there is another session')
    assert.include(await stream.text(), 'event: ended')
  })

  const LOGOUT = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const claims = (more: Record<string, unknown>) => {
    const now = Math.floor(Date.now() / 1000)
    return { iss: provider.issuer, aud: 'xingliu', iat: now, exp: now + 120, jti: `${Math.random()}`, sub: 'acc-1', events: LOGOUT, ...more }
  }
  const notify = (body: Record<string, string>) => fetch(`${server.url}/login/provider/logout`, { method: 'POST', body: new URLSearchParams(body) })

  test('an account signed out there loses every session the provider had opened, once for each token, and no other', async ({ assert }) => {
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-1001' } })
    const before = createWalker()
    await begin(before)
    const byPassword = await server.client('window1')
    const token = await provider.logoutToken(claims({ iat: Math.floor(Date.now() / 1000) - 5 }))
    const answer = await notify({ logout_token: token })
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'no-store'])
    assert.isNull(await whoIs(before))
    assert.equal((await byPassword.get('/sessions/current')).status, 200)

    const after = createWalker()
    await begin(after)
    assert.deepInclude(await (await notify({ logout_token: token })).json(), { error: 'invalid_request' }, 'again')
    assert.isNotNull(await whoIs(after), 'who has signed in since stays')
    assert.equal((await notify({ logout_token: await provider.logoutToken(claims({ sub: 'nobody-here' })) })).status, 200, 'nothing to end is no fault')
  })

  test('a logout that the provider has not said ends nothing and is in the audit', async ({ assert }) => {
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-1001' } })
    const walker = createWalker()
    await begin(walker)
    const wrong: Record<string, string>[] = [
      {}, { logout_token: 'no.token.atall' }, { logout_token: await provider.logoutToken(claims({}), true) }, { logout_token: await provider.logoutToken(claims({ aud: 'another' })) },
      { logout_token: await provider.logoutToken(claims({ nonce: 'n' })) }, { logout_token: await provider.logoutToken(claims({ events: {} })) },
    ]
    for (const body of wrong) assert.equal((await notify(body)).status, 400)
    assert.equal((await fetch(`${server.url}/login/provider/logout`, { method: 'POST', body: JSON.stringify({ logout_token: 'x' }) })).status, 400)
    assert.isNotNull(await whoIs(walker))
    const { data } = (await (await server.client('auditor')).get('/admin/audit?action=logout.refused')).body as { data: unknown[] }
    assert.isAtLeast(data.length, wrong.length)
  })

  test('by password, the way out leads to the login page', async ({ assert }) => {
    const client = await server.client('supervisor1')
    assert.deepEqual((await client.post('/sessions/current/logout')).body, { leaveFor: null })
  })

  const REFUSED = [
    { title: 'a number nobody has', account: 'acc-2', claims: { employee_number: 'G-0000' }, problem: 'unknown' },
    { title: 'no such claim', account: 'acc-2', claims: {}, problem: 'unknown' },
    { title: 'an e-mail that looks like a number', account: 'acc-2', claims: { email: 'G-1001' }, problem: 'unknown' },
    { title: 'another account with the number of somebody linked', account: 'acc-3', claims: { employee_number: 'G-1001' }, problem: 'linked' },
    { title: 'one of the three administrators', account: 'acc-4', claims: { employee_number: 'G-9001' }, problem: 'administrator' },
    { title: 'somebody who presses cancel', refuse: true, problem: 'cancelled' },
    { title: 'an ID token without signature', account: 'acc-1', forge: 'none', problem: 'forged' },
    { title: 'an ID token signed by another key', account: 'acc-1', forge: 'foreign-key', problem: 'forged' },
    { title: 'an ID token of another login', account: 'acc-1', forge: 'nonce', problem: 'forged' },
    { title: 'an ID token for another client', account: 'acc-1', forge: 'audience', problem: 'forged' },
    { title: 'an ID token of another issuer', account: 'acc-1', forge: 'issuer', problem: 'forged' },
    { title: 'an ID token that has run out', account: 'acc-1', forge: 'expired', problem: 'forged' },
  ]
  for (const { title, problem, ...orders } of REFUSED) {
    test(`refused: ${title}`, async ({ assert }) => {
      await provider.control(orders)
      const walker = createWalker()
      const reached = await begin(walker)
      assert.equal(problemOf(reached), problem)
      assert.isUndefined(walker.cookie(server.url, 'xingliu_session'))
    })
  }

  test('the link goes before the claim: who was given the number later is not let in as its former holder', async ({ assert }) => {
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-1002' } })
    const walker = createWalker()
    await begin(walker)
    assert.equal((await whoIs(walker))?.user.username, 'window1')
  })

  test('a callback counts once: the same address again, or without its own beginning, opens nothing', async ({ assert }) => {
    await provider.control({ account: 'acc-5', claims: { employee_number: 'G-1003' } })
    const walker = createWalker()
    const callback = await walker.walk(`${server.url}/login/provider`, CALLBACK)
    const attempt = walker.cookie(server.url, 'xingliu_provider_login')!
    assert.equal(problemOf(await createWalker().walk(callback, HOME)), 'expired', 'another browser')

    const wrongState = new URL(callback)
    wrongState.searchParams.set('state', 'of-somebody-else')
    const attacked = createWalker()
    attacked.keep(server.url, 'xingliu_provider_login', attempt)
    assert.equal(problemOf(await attacked.walk(wrongState.href, HOME)), 'forged')

    assert.isNull(problemOf(await walker.walk(callback, HOME)))
    assert.equal(problemOf(await walker.walk(callback, HOME)), 'expired', 'again')
    const thief = createWalker()
    thief.keep(server.url, 'xingliu_provider_login', attempt)
    assert.equal(problemOf(await thief.walk(callback, HOME)), 'expired', 'with the stolen attempt, the code is used up')
    assert.isUndefined(thief.cookie(server.url, 'xingliu_session'))
  })

  test('no address outside is gone to afterwards', async ({ assert }) => {
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-1001' } })
    for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example/', '/\t/evil.example', '/login/provider']) {
      assert.equal(await begin(createWalker(), to), `${server.url}/`, to)
    }
  })

  test('new keys of the provider are taken up at once', async ({ assert }) => {
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-1001' }, rotate: true })
    const walker = createWalker()
    await begin(walker)
    assert.equal((await whoIs(walker))?.user.username, 'window1')
  })

  test('a closed account stays closed, a locked one locked, and each refusal is in the audit', async ({ assert }) => {
    const system = await server.client('sysadmin')
    await provider.control({ account: 'acc-5', claims: { employee_number: 'G-1003' } })
    await system.put(`/admin/users/${people.get('designer1')}`, { active: false })
    assert.equal(problemOf(await begin(createWalker())), 'disabled')
    await system.put(`/admin/users/${people.get('designer1')}`, { active: true })

    for (let guess = 0; guess < 5; guess += 1) await server.stranger().post('/sessions', { username: 'designer1', password: `${DEMO_PASSWORD}-wrong` })
    assert.equal(problemOf(await begin(createWalker())), 'locked')
    await system.post(`/admin/users/${people.get('designer1')}/unlock`)
    assert.isNull(problemOf(await begin(createWalker())))

    const { data } = (await (await server.client('auditor')).get('/admin/audit?action=login.failed&limit=100')).body as { data: { detail: { reason?: string } }[] }
    const reasons = new Set(data.map(({ detail }) => detail.reason))
    for (const reason of ['unknown', 'linked', 'administrator', 'disabled', 'locked', 'forged']) assert.isTrue(reasons.has(reason), reason)
  })

  test('the secret is never shown, e-mail names nobody, and plain http leaves this machine no secret', async ({ assert }) => {
    const system = await server.client('sysadmin')
    const read = await system.get('/admin/identity-provider')
    assert.notInclude(read.text, 'a secret of the test alone')
    assert.equal((read.body as { provider: { hasSecret: boolean } }).provider.hasSecret, true)
    assert.equal((await system.put('/admin/identity-provider', { ...settings(), claim: 'email' })).status, 422)
    assert.equal((await system.put('/admin/identity-provider', { ...settings(), issuer: 'http://id.example.cn' })).status, 422)
    const { clientSecret: _, ...withoutSecret } = settings()
    assert.equal((await system.put('/admin/identity-provider', { ...withoutSecret, issuer: 'https://id.elsewhere.example' })).status, 422, 'a secret goes to nobody it was not given for')
    assert.equal((await system.put('/admin/identity-provider', withoutSecret)).status, 200)
  })

  test('with the provider away the password still opens, and one sentence says so', async ({ assert }) => {
    const system = await server.client('sysadmin')
    await inForce({ ...settings(), issuer: 'http://127.0.0.1:9' })
    assert.equal(problemOf(await begin(createWalker())), 'unreachable')
    assert.deepInclude((await system.post('/admin/identity-provider/check')).body, { reachable: false })
    assert.equal((await server.stranger().post('/sessions', { username: 'window1', password: DEMO_PASSWORD })).status, 201)
    await system.put('/admin/identity-provider', { ...settings(), enabled: false })
    assert.equal(problemOf(await begin(createWalker())), 'off')
    await inForce(settings())
  })
})
