import { test } from '@japa/runner'
import { approvalResources } from '../models.js'
import { startServer, type ServerProcess } from '../server_process.js'
import { freePort, startStandIn } from '../support/stand_in.js'

interface Mail { to: string[]; text: string }
interface Post { path: string; headers: Record<string, string>; body: Record<string, never> }
interface Told { id: string; kind: string; title: string; line: string; path: string; readAt: string | null }

const PATIENCE_MS = 60_000

const subjectOf = ({ text }: Mail): string =>
  /^Subject: (.*(?:\r\n .*)*)/m.exec(text)![1]!.replace(/\r\n /g, '').replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (_whole, encoded: string) => Buffer.from(encoded, 'base64').toString())

test.group('通知', (group) => {
  let server: ServerProcess
  let httpPort: number
  const smtpPorts: number[] = []

  group.setup(async () => {
    const smtpPort = await freePort()
    smtpPorts.push(smtpPort)
    httpPort = await freePort()
    const stop = await startStandIn(new URL('receivers.ts', import.meta.url), [smtpPort, httpPort])
    server = await startServer({ clock: '2026-11-23T10:00:00+08:00', env: { HTTP_TASK_ALLOW: `private+http://127.0.0.1:${httpPort}/` } })
    const designer = await server.client('designer1')
    const deployed = await designer.post('/definitions', { resources: approvalResources('leave') })
    if (deployed.status !== 201) throw new Error(deployed.text)
    const saved = await (await server.client('sysadmin')).put('/admin/notice-channels', {
      publicUrl: 'https://flow.example.gov.cn',
      mail: { host: '127.0.0.1', port: smtpPort, security: 'none', user: '', from: 'flow@example.gov.cn', domains: ['example.gov.cn'] },
      sms: null,
      robots: [{ name: '政务中心群', kind: 'dingtalk', url: `http://127.0.0.1:${httpPort}/robot/send?access_token=t`, secret: 'SEC-of-the-test', departments: ['admin_service'], kinds: ['urged'] }],
    })
    if (saved.status !== 200) throw new Error(saved.text)
    return async () => {
      await server.stop()
      await stop()
    }
  })

  const taken = async () => (await (await fetch(`http://127.0.0.1:${httpPort}/taken`)).json()) as { mails: Mail[]; posts: Post[] }
  const order = (orders: object) => fetch(`http://127.0.0.1:${httpPort}/orders`, { method: 'POST', body: JSON.stringify(orders) })
  const noticesOf = async (username: string) => ((await (await server.client(username)).get('/notices')).body as { data: Told[] }).data
  const until = async <T>(look: () => Promise<T | undefined | false>): Promise<T> => {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
      const found = await look()
      if (found) return found
    }
    throw new Error('it did not come to be')
  }
  const start = async (username: string) => {
    const answer = await (await server.client(username)).post('/instances', { definitionKey: 'leave', variables: { days: 2, reason: '家事' } })
    if (answer.status !== 201) throw new Error(answer.text)
    return (answer.body as { id: string }).id
  }
  const taskOf = async (username: string, instanceId: string) =>
    ((await (await server.client(username)).get(`/tasks?view=claimable&instanceId=${instanceId}`)).body as { data: { id: string; revision: number }[] }).data[0]!

  test('new work rings the bell of all who may take it, once, and not of who began it', async ({ assert }) => {
    const instanceId = await start('window1')
    const told = await until(async () => (await noticesOf('window2')).find(({ kind }) => kind === 'offered'))
    assert.equal(told.title, '可签收：审批')
    assert.match(told.line, /^请假审批.*，2026-11-25 23:59 前办理$/)
    const task = await taskOf('window2', instanceId)
    assert.equal(told.path, `/tasks/${encodeURIComponent(task.id)}`)
    assert.isUndefined((await noticesOf('window1')).find(({ path }) => path === told.path), 'who began it knows')
    assert.deepEqual((await (await server.client('window2')).get('/notices/unread')).body, { count: 1 })
    await (await server.client('window2')).post('/notices/read', { ids: [told.id] })
    assert.deepEqual((await (await server.client('window2')).get('/notices/unread')).body, { count: 0 })
    assert.equal((await (await server.client('window3')).get('/notices/unread')).body && (await noticesOf('window3')).length, 1)
  })

  test('nobody reads or marks another’s notices', async ({ assert }) => {
    const [own] = await noticesOf('window2')
    await (await server.client('market_handler')).post('/notices/read', { ids: [own!.id] })
    assert.isEmpty(await noticesOf('market_handler'))
    const [foreign] = await noticesOf('window3')
    await (await server.client('window2')).post('/notices/read', { ids: [foreign!.id] })
    assert.isNull((await noticesOf('window3'))[0]!.readAt)
  })

  test('催办 goes out at once by mail and robot, with number and title only', async ({ assert }) => {
    const window2 = await server.client('window2')
    assert.equal((await window2.put('/notices/preferences', { email: 'w2@elsewhere.example', mail: true, sms: false, muted: [], quiet: null })).status, 422, 'another domain')
    assert.equal((await window2.put('/notices/preferences', { email: 'w2@example.gov.cn', mail: true, sms: false, muted: ['offered'], quiet: null })).status, 200)
    const instanceId = await start('window1')
    const task = await taskOf('window2', instanceId)
    await window2.post(`/tasks/${encodeURIComponent(task.id)}/claim`, {}, { headers: { 'if-match': `"${task.revision}"` } })
    const urged = await (await server.client('window1')).post(`/tasks/${encodeURIComponent(task.id)}/urge`, { opinion: '请尽快' })
    assert.equal(urged.status, 200, urged.text)
    const [mail] = await until(async () => ((await taken()).mails.length > 0 ? (await taken()).mails : undefined))
    assert.deepEqual(mail!.to, ['w2@example.gov.cn'])
    assert.match(mail!.text, /Message-ID: <\w+@xingliu\.invalid>/i)
    const [post] = await until(async () => ((await taken()).posts.length > 0 ? (await taken()).posts : undefined))
    assert.match(post!.path, /^\/robot\/send\?access_token=t&timestamp=\d{13}&sign=\S+$/)
    assert.deepInclude(post!.body, { msgtype: 'markdown' })
    assert.notInclude(JSON.stringify(post!.body), '家事')
  })

  test('a receiver that refuses for good is told to the administrators, who send again; what it is about they do not see', async ({ assert }) => {
    await order({ mailStatus: 550 })
    const system = await server.client('sysadmin')
    const instanceId = await start('window1')
    const task = await taskOf('window2', instanceId)
    await (await server.client('window2')).post(`/tasks/${encodeURIComponent(task.id)}/claim`, {}, { headers: { 'if-match': `"${task.revision}"` } })
    await (await server.client('window1')).post(`/tasks/${encodeURIComponent(task.id)}/urge`, {})
    interface Send { id: string; reason: string; kindName: string; receiverName: string }
    const dead = await until(async () => ((await system.get('/admin/notice-sends?state=dead')).body as { data: Send[] }).data[0])
    assert.match(dead.reason, /拒收（550）/)
    assert.equal(dead.kindName, '催办')
    assert.notInclude(JSON.stringify(dead), '请假')
    await until(async () => (await noticesOf('sysadmin')).find(({ kind }) => kind === 'dead_letter'))

    const before = (await taken()).mails.length
    await order({})
    assert.deepEqual((await system.post('/admin/notice-sends/resend', { ids: [dead.id] })).body, { count: 1 })
    await until(async () => (await taken()).mails.length === before + 1)
  })

  test('killed between the mail server’s taking and our note: the mail comes again under its own Message-ID; news gathered meanwhile is one mail; limits that passed are told', async ({ assert }) => {
    await (await server.client('window3')).put('/notices/preferences', { email: 'w3@example.gov.cn', mail: true, sms: false, muted: [], quiet: null })
    const known = (await noticesOf('window3')).length
    for (let round = 0; round < 12; round += 1) await start('window1')
    await until(async () => (await noticesOf('window3')).length >= known + 12)
    await order({ holdMail: true })
    const before = (await taken()).mails.length
    const task = await taskOf('window2', await start('window1'))
    await (await server.client('window2')).post(`/tasks/${encodeURIComponent(task.id)}/claim`, {}, { headers: { 'if-match': `"${task.revision}"` } })
    await (await server.client('window1')).post(`/tasks/${encodeURIComponent(task.id)}/urge`, {})
    await until(async () => (await taken()).mails.length === before + 1)
    await server.kill()
    await order({})
    const held = (await taken()).mails[before]!
    server = await server.restart({ clock: '2026-11-26T09:00:00+08:00' })

    const idOf = ({ text }: Mail) => /Message-ID: <(\S+)>/i.exec(text)![1]
    const later = async () => (await taken()).mails.slice(before + 1)
    const twice = await until(async () => (await later()).find((mail) => idOf(mail) === idOf(held)))
    assert.equal(subjectOf(twice), subjectOf(held))
    const path = `/tasks/${encodeURIComponent(task.id)}`
    assert.lengthOf((await noticesOf('window2')).filter((one) => one.kind === 'urged' && one.path === path), 1, 'the bell has rung once')
    await until(async () => (await later()).some((mail) => mail.to[0] === 'w3@example.gov.cn' && /^\d+ 条办理通知$/.test(subjectOf(mail))))
    assert.lengthOf((await later()).filter((mail) => mail.to[0] === 'w3@example.gov.cn' && !/^已超期|急办通知$/.test(subjectOf(mail))), 1)

    const overdue = await until(async () => {
      const told = (await noticesOf('window3')).filter(({ kind }) => kind === 'overdue')
      return told.length >= 12 && told
    })
    assert.equal(new Set(overdue.map((one) => one.path)).size, overdue.length, 'each limit once')
  })

  test('the administrator’s words are used, a broken one is refused, no secret is shown', async ({ assert }) => {
    const system = await server.client('sysadmin')
    assert.equal((await system.put('/admin/notice-templates', { templates: { offered: { title: '{{#if task}', line: 'x' } } })).status, 422)
    assert.equal((await system.put('/admin/notice-templates', { templates: { offered: { title: '有件可收：{{task}}', line: '{{business}}' } } })).status, 200)
    await start('window1')
    await until(async () => (await noticesOf('window3')).find(({ title }) => title === '有件可收：审批'))
    const { text } = await system.get('/admin/notice-channels')
    assert.notInclude(text, 'SEC-of-the-test')
    assert.notInclude(text, 'access_token')
  })
})
