import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'

test.group('accounts', (group) => {
  let running: TestEngine
  group.setup(async () => void (running = await openTestEngine()))
  group.teardown(() => running.close())
  const accounts = () => running.storage.accounts

  test('a credential is replaced, never doubled', async ({ assert }) => {
    await accounts().credentials.put({ userId: 'li', passwordHash: 'a', changedAtMs: 1, mustChange: true })
    await accounts().credentials.put({ userId: 'li', passwordHash: 'b', changedAtMs: 2, mustChange: false })
    assert.deepEqual(await accounts().credentials.find('li'), { userId: 'li', passwordHash: 'b', changedAtMs: 2, mustChange: false })
    assert.isNull(await accounts().credentials.find('nobody'))
  })

  test('sessions live, are touched, and end: alone, with their user, by time', async ({ assert }) => {
    const { sessions } = accounts()
    const row = (id: string, userId = 'li', expiresAtMs = 100) => ({ id, userId, kind: 'cookie' as const, values: { csrf: '密' }, createdAtMs: 1, lastSeenAtMs: 1, expiresAtMs, providerAccount: null, providerSession: null })
    for (const one of [row('a'), row('b'), row('c', 'wang'), row('d', 'wang', 5)]) await sessions.put(one)
    await sessions.touch('a', 9)
    assert.deepEqual(await sessions.find('a'), { ...row('a'), lastSeenAtMs: 9 })
    await running.storage.engine.work.removeStaleAnswers(6)
    assert.isNull(await sessions.find('d'), 'over since before then')
    await sessions.removeOfUser('li', 'b')
    assert.isNull(await sessions.find('a'))
    assert.isNotNull(await sessions.find('b'))
    await sessions.remove('b')
    assert.isNull(await sessions.find('b'))
    assert.isNotNull(await sessions.find('c'))
  })

  test('a logout of the provider ends what it names, once, and is seen by a login that was under way', async ({ assert }) => {
    const { sessions, logouts } = accounts()
    const put = (id: string, providerAccount: string | null, providerSession: string | null, createdAtMs = 1) =>
      sessions.put({ id, userId: `u-${id}`, kind: 'cookie', values: {}, createdAtMs, lastSeenAtMs: 1, expiresAtMs: 9e15, providerAccount, providerSession })
    for (const [id, account, session] of [['s1', 'A', 'x'], ['s2', 'A', 'y'], ['s3', 'A', null], ['s4', 'B', 'x'], ['s5', null, null]] as const) await put(id, account, session)
    const ended = async (id: string, account: string | null, session: string | null, nowMs = 100) => {
      const outcome = await logouts.carryOut({ id, account, session, issuedAtMs: 50 }, nowMs)
      return [outcome.isNew, outcome.ended.map((one) => one.id).sort()]
    }
    assert.deepEqual(await ended('l1', 'A', 'x'), [true, ['s1', 's3']], 'the session, and one whose session is not known')
    assert.deepEqual(await ended('l2', null, 'x'), [true, ['s4']])
    await put('s6', 'A', 'z', 500)
    assert.deepEqual(await ended('l3', 'A', null), [true, ['s2']], 's6 came later by its clock')
    assert.deepEqual(await ended('l3', 'A', null, 900), [false, []], 'again')
    assert.isNotNull(await sessions.find('s5'))
    const login = { account: 'A', session: 'x', issuedAtMs: 60 }
    assert.isTrue(await logouts.names(login), 'its session')
    assert.isFalse(await logouts.names({ ...login, session: 'w' }), 'vouched for since')
    assert.isTrue(await logouts.names({ ...login, session: 'w', issuedAtMs: 50 }), 'its account')
    assert.isFalse(await logouts.names({ account: 'C', session: null, issuedAtMs: 0 }))
    for (const id of ['s5', 's6']) await sessions.remove(id)
  })

  test('what has to leave the house for one receiver goes together, gathered from the first of it; what is urgent takes only what is urgent along', async ({ assert }) => {
    const { notices } = running.storage
    const send = (fact: string, nextAtMs: number, isUrgent = false, receiver = 'li') => ({
      id: fact, channel: 'mail' as const, receiver, fact, subject: fact, line: '', path: '/', isUrgent, state: 'waiting' as const, batch: null, attempts: 0, nextAtMs, reason: null, createdAtMs: 0, endedAtMs: null,
    })
    const sends = [send('a', 100), send('b', 150), send('c', 201), send('u1', 100, true), send('u2', 100, true), send('u3', 900, true), send('w', 100, false, 'wang')]
    const settled = { seqs: [], limitsDone: [], notices: [], sends, limits: [] }
    // the same facts by two nodes at once, and one twice in the queue: each goes out once
    const again = (suffix: string) => sends.map((one) => ({ ...one, id: `${one.id}-${suffix}` }))
    await Promise.all([notices.settle(settled), notices.settle({ ...settled, sends: [...again('again'), ...again('twice')] })])
    let made = 0
    const claimed: string[] = []
    for (;;) {
      const batch = await notices.claim({ nowMs: 100, leaseMs: 1_000, gatherMs: 100, newId: () => `m${(made += 1)}`, most: 50 })
      if (!batch) break
      claimed.push(`${batch.receiver} ${batch.rows.map(({ fact }) => fact).sort().join()}`)
    }
    assert.deepEqual(claimed.sort(), ['li a,b', 'li u1,u2', 'wang w'])
  })

  test('the audit is one chain without gap, however many append at once', async ({ assert }) => {
    const { audit } = accounts()
    await Promise.all(Array.from({ length: 20 }, (_, n) => audit.append({ atMs: n, actor: n % 2 ? 'li' : null, action: 'login.ok', target: null, address: '127.0.0.1', detail: { n, b: 1, a: '中' } })))
    const rows = (await audit.list({}, { limit: 100 })).reverse()
    assert.deepEqual(rows.map(({ seq }) => seq), Array.from({ length: 20 }, (_, n) => n + 1))
    for (const [index, { hash, ...row }] of rows.entries()) {
      assert.equal(row.prevHash, index ? rows[index - 1].hash : '0'.repeat(64))
      const { n, ...rest } = row.detail as { n: number }
      assert.deepEqual(rest, { b: 1, a: '中' })
      const text =
        `{"action":"login.ok","actor":${JSON.stringify(row.actor)},"address":"127.0.0.1","atMs":${row.atMs},"detail":{"a":"中","b":1,"n":${n}},` +
        `"prevHash":"${row.prevHash}","seq":${row.seq},"target":null}`
      assert.equal(hash, createHash('sha256').update(text).digest('hex'))
    }
    assert.lengthOf(await audit.list({ actor: 'li', fromMs: 5, toMs: 10 }, { limit: 100 }), 3)
    assert.deepEqual((await audit.list({}, { limit: 2, before: 11 })).map(({ seq }) => seq), [10, 9])
  })

  test('a stored answer is given again; a twin waits; another body is a conflict; a killed one is free after a minute', async ({ assert }) => {
    const { answers } = accounts()
    const ask = (key: string, nowMs: number, bodyHash = 'h') => answers.begin({ scope: 's', key, bodyHash, nowMs })
    assert.deepEqual(await ask('a', 1), { kind: 'fresh' })
    assert.deepEqual(await ask('a', 2), { kind: 'running' })
    assert.deepEqual(await ask('a', 2, 'other'), { kind: 'conflict' })
    await answers.finish({ scope: 's', key: 'a', status: 201, body: { id: '甲' } })
    assert.deepEqual(await ask('a', 3), { kind: 'done', status: 201, body: { id: '甲' } })
    assert.deepEqual(await ask('b', 1), { kind: 'fresh' })
    assert.deepEqual(await ask('b', 61_000), { kind: 'fresh' })
    await answers.abandon({ scope: 's', key: 'b' })
    assert.deepEqual(await ask('b', 61_001), { kind: 'fresh' })
    const twins = await Promise.all([ask('c', 1), ask('c', 1), ask('c', 1)])
    assert.lengthOf(twins.filter(({ kind }) => kind === 'fresh'), 1)
  })

  test('a setting is written once by whoever comes first', async ({ assert }) => {
    const { settings } = accounts()
    const written = await Promise.all(['x', 'y', 'z'].map((value) => settings.putIfAbsent('key', value)))
    assert.equal(new Set(written).size, 1)
    assert.equal(await settings.get('key'), written[0])
    await settings.put('key', 'new')
    assert.equal(await settings.get('key'), 'new')
  })

  test('failure counters are kept by key', async ({ assert }) => {
    const { failures } = accounts()
    const row = { key: 'login:li', count: 5, firstAtMs: 1, lockedUntilMs: 600_000 }
    await failures.change('login:li', () => row)
    assert.deepEqual(await failures.find('login:li'), row)
    await failures.remove('login:li')
    assert.isNull(await failures.find('login:li'))
    const more = (before: { count: number } | null) => ({ ...row, count: (before?.count ?? 0) + 1 })
    await Promise.all(Array.from({ length: 20 }, () => failures.change('login:li', more)))
    assert.equal((await failures.find('login:li'))?.count, 20)
    await failures.change('rate:old', () => ({ key: 'rate:old', count: 1, firstAtMs: 1, lockedUntilMs: null }))
    await running.storage.engine.work.removeStaleAnswers(500_000)
    assert.isNull(await failures.find('rate:old'))
    assert.isNotNull(await failures.find('login:li'), 'its lock still stands')
  })

  test('a 查询密码 issued again many times at once counts each time', async ({ assert }) => {
    const { inquiryCodes } = running.storage
    assert.equal(await inquiryCodes.issues('case'), 0)
    const counted = await Promise.all(Array.from({ length: 8 }, (_, n) => inquiryCodes.issueAgain('case', 'li', n)))
    assert.deepEqual(counted.toSorted((a, b) => a - b), [1, 2, 3, 4, 5, 6, 7, 8])
    assert.equal(await inquiryCodes.issues('case'), 8)
    assert.equal(await inquiryCodes.issues('other'), 0)
  })

  test('a view is added once by its name, up to the limit, and goes with its owner\'s word only', async ({ assert }) => {
    const { views } = accounts()
    const view = (id: string, more: object = {}) => ({ id, ownerId: 'li', departmentId: null, name: id, query: '', createdAtMs: 1, ...more })
    const twins = await Promise.all([1, 2, 3].map((n) => views.add(view(`twin${n}`, { name: '同名' }), 50)))
    assert.deepEqual(twins.toSorted(), ['added', 'named', 'named'])
    assert.equal(await views.add(view('b', { departmentId: 'market' }), 2), 'added')
    assert.equal(await views.add(view('c'), 2), 'full')
    assert.deepEqual((await views.visibleTo('wang', 'market')).map(({ id }) => id), ['b'])
    assert.lengthOf(await views.visibleTo('li', 'nowhere'), 2)
    assert.isFalse(await views.remove('b', 'wang'))
    assert.isTrue(await views.remove('b', 'li'))
  })
})
