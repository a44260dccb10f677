import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { createLiveStream } from '#adapters/web/server/stream/live_stream'
import type { CommittedNews } from '#engine/runtime/engine'

/** Beyond every pause of the stream: what has not been asked or told by now never will be. */
const SETTLED_MS = 1_400

/** An open page: what was written to it, by event. */
class Page extends EventEmitter {
  writableEnded = false
  heard: { event: string; data: Record<string, unknown> }[] = []
  writeHead(): void {}
  write(text: string): void {
    const [event, data] = text.split('\n').map((line) => line.slice(line.indexOf(': ') + 2))
    if (text.startsWith('event:')) this.heard.push({ event: event!, data: JSON.parse(data!) })
  }
  end(): void {
    this.writableEnded = true
    this.emit('close')
  }
  of(event: string): Record<string, unknown>[] {
    return this.heard.filter((one) => one.event === event).map((one) => one.data)
  }
}

/** An engine of one instance `case` at revision 4, open to the market department, that writes down every query asked of it. */
function listening() {
  const queries: string[] = []
  const asked = <T>(name: string, answer: T) => async () => {
    queries.push(name)
    return answer
  }
  const task = { id: 't', elementId: 'check', state: 'open', assignee: null, candidates: ['role:handler@dept:market'], completedBy: null }
  let tell: (news: CommittedNews) => void = () => {}
  const services = {
    clock: () => 0,
    settings: { countyWideUnits: [] },
    accounts: { sessions: { find: async () => null } },
    engine: {
      onCommitted: (listener: typeof tell) => {
        tell = listener
        return () => {}
      },
      tasks: { count: asked('count', { count: 0, capped: false }), ofInstance: asked('ofInstance', [task]) },
      drafts: { count: asked('drafts', 0) },
      copies: { countUnread: asked('copied', 0) },
      instances: {
        list: asked('running', { data: [], next: null }),
        find: async (id: string) => asked('find', id === 'case' ? { id, starter: 'wang', caller: null, definitionId: 'd', revision: 4 } : null)(),
        hasParticipant: asked('hasParticipant', false),
        participants: asked('participants', []),
        calledBy: asked('calledBy', []),
      },
      definitions: { compiled: async () => ({ elements: new Map() }) },
    },
  }
  const live = createLiveStream(services as never)
  return {
    queries,
    live,
    commit: (revision: number, touched: readonly string[], instanceId = 'case') => tell({ instanceId, revision, events: [], touched }),
    open: (userId: string, department: string, instanceId?: string) => {
      const page = new Page()
      const principals = [`user:${userId}`, `role:handler@dept:${department}`]
      live.open({ userId, sessionId: userId, principals, roles: new Set(), capabilities: new Set(['handle_work']) } as never, page as never, instanceId)
      return page
    },
  }
}

test.group('Live stream: whom a commit concerns', (group) => {
  group.each.timeout(60_000)

  test('a login that is not concerned costs no query and hears nothing', async ({ assert }) => {
    const { live, queries, commit, open } = listening()
    const pages = [open('li', 'fire'), open('zhao', 'urban', 'other'), open('qian', 'fire', 'case')]
    await delay(50)
    queries.length = 0
    for (const page of pages) page.heard.length = 0
    for (let revision = 5; revision < 105; revision++) commit(revision, ['role:handler@dept:market', 'user:wang'])
    await delay(SETTLED_MS)
    assert.deepEqual(queries, [])
    assert.deepEqual(pages.map((page) => page.heard), [[], [], []])
    live.close()
  })

  test('one it concerns is counted once a second, however many commits there are, and hears the last', async ({ assert }) => {
    const { live, queries, commit, open } = listening()
    const page = open('sun', 'market')
    await delay(50)
    const once = queries.length
    assert.isAbove(once, 0)
    for (let revision = 5; revision < 55; revision++) commit(revision, ['role:handler@dept:market'])
    await delay(500)
    assert.lengthOf(queries, once)
    await delay(SETTLED_MS)
    assert.lengthOf(queries, 2 * once)
    assert.lengthOf(page.of('inbox'), 2)
    live.close()
  })

  test('an instance is told of to the page that named it, without asking again', async ({ assert }) => {
    const { live, queries, commit, open } = listening()
    const [shown, elsewhere] = [open('sun', 'market', 'case'), open('zhou', 'market')]
    await delay(50)
    assert.deepEqual(shown.of('instance'), [{ id: 'case', revision: 4 }])
    queries.length = 0
    commit(5, [])
    commit(6, [])
    commit(7, [], 'other')
    await delay(SETTLED_MS)
    assert.deepEqual(shown.of('instance'), [{ id: 'case', revision: 4 }, { id: 'case', revision: 6 }])
    assert.deepEqual(elsewhere.of('instance'), [])
    assert.deepEqual(queries, [])
    live.close()
  })
})
