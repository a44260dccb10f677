import { test } from '@japa/runner'
import { approvalResources } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface News {
  event: string
  data: { id?: string; revision?: number; counts?: { claimable: number; todo: number } }
}

/** Hang guard only: news come within a fraction of a second. */
const PATIENCE_MS = 20_000

/** Listens to the stream until told to stop; `until` resolves with the first news that fit, also among those already heard. */
async function listen(url: string, token: string, instanceId?: string) {
  const abort = new AbortController()
  const response = await fetch(`${url}/api/v1/stream${instanceId ? `?instance=${instanceId}` : ''}`, { headers: { authorization: `Bearer ${token}` }, signal: abort.signal })
  const heard: News[] = []
  const waiting = new Set<() => void>()
  let ended = false
  void (async () => {
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body!) {
        text += decoder.decode(chunk, { stream: true })
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const fields = Object.fromEntries(text.slice(0, end).split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]))
          text = text.slice(end + 2)
          if (fields.event) heard.push({ event: fields.event, data: JSON.parse(fields.data!) as News['data'] })
        }
        for (const wake of waiting) wake()
      }
    } catch {
      // the test has hung up
    }
    ended = true
    for (const wake of waiting) wake()
  })()
  return {
    status: response.status,
    heard,
    hasEnded: () => ended,
    until: async (fits: (news: News) => boolean): Promise<News | null> => {
      for (const limit = Date.now() + PATIENCE_MS; Date.now() < limit;) {
        const found = heard.find(fits)
        if (found || ended) return found ?? null
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake)
            resolve()
          }
          waiting.add(wake)
          setTimeout(wake, 500)
        })
      }
      return null
    },
    close: () => abort.abort(),
  }
}

test.group('Live stream', (group) => {
  let server: ServerProcess
  group.setup(async () => {
    server = await startServer()
    await (await server.client('admin')).post('/definitions', { resources: approvalResources('leave') })
  })
  group.teardown(() => server.stop())
  group.each.timeout(300_000)

  test('new work arrives by itself at those who may do it, and at nobody else', async ({ assert }) => {
    const [window1, window2, fire] = await Promise.all([server.client('window1'), server.client('window2'), server.client('fire_handler')])
    const [mine, foreign] = await Promise.all([listen(server.url, window2.token), listen(server.url, fire.token)])
    const before = (await mine.until((news) => news.event === 'inbox'))!.data.counts!.claimable
    await foreign.until((news) => news.event === 'inbox')
    await window1.post('/instances', { definitionKey: 'leave', variables: { days: 1, reason: 'x' } })
    const counted = await mine.until((news) => news.event === 'inbox' && news.data.counts!.claimable === before + 1)
    assert.isNotNull(counted)
    // What the other hears is asked after he has heard something later that does concern him.
    const admin = await server.client('admin')
    await admin.post('/definitions', { resources: approvalResources('drill', { candidates: 'role:handler@dept:fire' }) })
    const told = foreign.heard.length
    await admin.post('/instances', { definitionKey: 'drill', variables: { days: 1, reason: 'x' } })
    assert.isNotNull(await foreign.until((news) => news.event === 'inbox' && news.data.counts!.claimable > 0))
    assert.lengthOf(foreign.heard, told + 1)
    assert.equal(told, 1)
    mine.close()
    foreign.close()
  })

  test('an instance is told of to the page that shows it, and to nobody who may not see it', async ({ assert }) => {
    const [window1, window2, fire] = await Promise.all([server.client('window1'), server.client('window2'), server.client('fire_handler')])
    const { id } = (await window1.post<{ id: string }>('/instances', { definitionKey: 'leave', variables: { days: 1, reason: 'x' } })).body
    const [shown, elsewhere, foreign] = await Promise.all([
      listen(server.url, window2.token, id), listen(server.url, window2.token), listen(server.url, fire.token, id),
    ])
    assert.equal(foreign.status, 200)
    const opened = (await shown.until((news) => news.event === 'instance'))!.data
    assert.equal(opened.id, id)
    const [task] = (await window2.get<{ data: { id: string }[] }>(`/tasks?view=claimable&instanceId=${id}`)).body.data
    await window2.post(`/tasks/${task!.id}/claim`)
    assert.isNotNull(await shown.until((news) => news.event === 'instance' && news.data.id === id && news.data.revision! > opened.revision!))
    for (const other of [elsewhere, foreign]) assert.isFalse(other.heard.some((news) => news.event === 'instance'))
    for (const stream of [shown, elsewhere, foreign]) stream.close()
  })

  test('a session that is over closes its stream', async ({ assert }) => {
    const { token } = (await server.stranger().post<{ token: string }>('/sessions', { username: 'issuer2', password: 'Probe-2026-demo' })).body
    const stream = await listen(server.url, token)
    await stream.until((news) => news.event === 'inbox')
    await server.stranger().delete('/sessions/current', { headers: { authorization: `Bearer ${token}` } })
    await stream.until(() => false)
    assert.isTrue(stream.hasEnded())
  })

  test('the end of the server ends the stream, and a new one tells at once where things stand', async ({ assert }) => {
    const { token } = await server.client('window1')
    const stream = await listen(server.url, token)
    await stream.until((news) => news.event === 'inbox')
    server = await server.restart()
    assert.isTrue(stream.hasEnded())
    const again = await listen(server.url, token)
    assert.isNotNull(await again.until((news) => news.event === 'inbox'))
    again.close()
  })
})
