import type { ServerResponse } from 'node:http'
import type { CommittedNews } from '#engine/runtime/engine'
import { requireVisible } from '../access/visible_data.js'
import { loginOfSession } from '../accounts/authenticate.js'
import type { Login } from '../accounts/login.js'
import { countTasks } from '../controllers/task_controller.js'
import type { WebServices } from '../web_services.js'

const HEARTBEAT_MS = 15_000
/** Many commands in one moment are one piece of news. */
const GATHER_MS = 150
/** Of one account; the oldest is closed when there are more. */
const STREAMS_PER_ACCOUNT = 10

interface Listener {
  login: Login
  response: ServerResponse
  pending: { inbox: boolean; instances: Map<string, number> }
  /** Badges as last told. */
  told: string
  timer: NodeJS.Timeout | null
}

export interface LiveStream {
  /** Keeps the connection and tells this login what concerns it, until either end goes. */
  open(login: Login, response: ServerResponse): void
  close(): void
}

/** One subscription to the engine's commits, told on to every open page that may know. */
export function createLiveStream(services: WebServices): LiveStream {
  const listeners = new Set<Listener>()
  const unsubscribe = services.engine.onCommitted((news) => {
    for (const listener of listeners) notice(services, listener, news)
  })
  const heartbeat = setInterval(() => void checkSessions(services, listeners), HEARTBEAT_MS)
  heartbeat.unref()

  return {
    open(login, response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive', 'x-accel-buffering': 'no',
      })
      response.write('retry: 2000\n\n')
      const listener: Listener = { login, response, pending: { inbox: true, instances: new Map() }, told: '', timer: null }
      const own = [...listeners].filter((one) => one.login.userId === login.userId)
      if (own.length >= STREAMS_PER_ACCOUNT) own[0]!.response.end()
      listeners.add(listener)
      response.on('close', () => {
        listeners.delete(listener)
        if (listener.timer) clearTimeout(listener.timer)
      })
      void tell(services, listener)
    },
    close() {
      unsubscribe()
      clearInterval(heartbeat)
      for (const { response } of listeners) response.end()
      listeners.clear()
    },
  }
}

/** Notes what a commit means for this page; ids only, what may be seen is asked when it is told. */
function notice(services: WebServices, listener: Listener, news: CommittedNews): void {
  listener.pending.instances.set(news.instanceId, news.revision)
  if (news.touched.some((principal) => listener.login.principals.includes(principal))) listener.pending.inbox = true
  listener.timer ??= setTimeout(() => void tell(services, listener), GATHER_MS)
}

async function tell(services: WebServices, listener: Listener): Promise<void> {
  listener.timer = null
  const { inbox, instances } = listener.pending
  listener.pending = { inbox: false, instances: new Map() }
  try {
    if (inbox) await tellCounts(services, listener, true)
    for (const [id, revision] of instances) if (await isVisible(services, listener.login, id)) send(listener, 'instance', { id, revision })
  } catch {
    // The database is away or the server stops: the page comes back by itself and looks again.
    listener.response.end()
  }
}

/** Badges; unasked only when they have changed, so that lists are not loaded again for nothing. */
async function tellCounts(services: WebServices, listener: Listener, asked: boolean): Promise<void> {
  const counts = await countTasks(services, listener.login)
  const text = JSON.stringify(counts)
  if (asked || text !== listener.told) send(listener, 'inbox', { counts })
  listener.told = text
}

const isVisible = (services: WebServices, login: Login, id: string): Promise<boolean> =>
  requireVisible(services, login, id).then(
    () => true,
    () => false,
  )

function send(listener: Listener, event: string, news: unknown): void {
  if (!listener.response.writableEnded) listener.response.write(`event: ${event}\ndata: ${JSON.stringify(news)}\n\n`)
}

/** A session that ended elsewhere ends its streams; the others learn what roles they hold now, and what other nodes have brought them. */
async function checkSessions(services: WebServices, listeners: ReadonlySet<Listener>): Promise<void> {
  for (const listener of listeners) {
    const session = await services.accounts.sessions.find(listener.login.sessionId).catch(() => null)
    const login = session && services.clock() < session.expiresAtMs ? loginOfSession(services, session) : null
    if (!login?.capabilities.has('handle_work')) listener.response.end()
    else {
      listener.login = login
      listener.response.write(': alive\n\n')
      await tellCounts(services, listener, false).catch(() => undefined)
    }
  }
}
