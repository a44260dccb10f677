import type { ServerResponse } from 'node:http'
import type { CommittedNews } from '#engine/runtime/engine'
import { requireVisible } from '../access/visible_data.js'
import { loginOfSession } from '../accounts/authenticate.js'
import type { Login } from '../accounts/login.js'
import { countTasks } from '../controllers/task_controller.js'
import { ProblemError } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { createScreenStream } from './screen_stream.js'

const HEARTBEAT_MS = 15_000
/** Many commands in one moment are one piece of news. */
const GATHER_MS = 150
/** However much work comes and goes, a page's badges are counted this often at most. */
const COUNT_EVERY_MS = 1000
/** Of one account; the oldest is closed when there are more. */
const STREAMS_PER_ACCOUNT = 10

type StreamServices = Pick<WebServices, 'engine' | 'accounts' | 'organisation' | 'settings' | 'clock'>

/** The instance a page shows. What may be seen of it was asked once, when the stream was opened. */
interface Watched {
  id: string
  isVisible: boolean
  /** Last told to the page. */
  told: number
  latest: number
  timer: NodeJS.Timeout | null
}

interface Listener {
  login: Login
  response: ServerResponse
  watched: Watched | null
  /** Badges as last told, and when. */
  told: string
  countedAt: number
  countTimer: NodeJS.Timeout | null
}

export interface LiveStream {
  /** Keeps the connection and tells this login what concerns it, and of the one instance its page shows, until either end goes. */
  open(login: Login, response: ServerResponse, instanceId?: string): void
  /** Keeps the connection of a big screen and tells it when the county's counts may have changed. */
  openScreen(login: Login, response: ServerResponse): void
  /** These sessions have ended: their pages are told at once, those on other nodes within a heartbeat. */
  check(sessionIds: readonly string[]): void
  close(): void
}

/**
 * One subscription to the engine's commits, told on to the open pages. Whom a commit concerns is found in memory: by the principals it
 * touched, and by the instance a page has named. Only those it concerns cost a query.
 */
export function createLiveStream(services: StreamServices): LiveStream {
  const listeners = new Set<Listener>()
  const screens = createScreenStream(services)
  const unsubscribe = services.engine.onCommitted((news) => {
    for (const listener of listeners) notice(services, listener, news)
    screens.notice(news.events)
  })
  const heartbeat = setInterval(() => {
    void checkSessions(services, listeners)
    void screens.check()
  }, HEARTBEAT_MS)
  heartbeat.unref()

  return {
    open(login, response, instanceId) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive', 'x-accel-buffering': 'no',
      })
      response.write('retry: 2000\n\n')
      const watched = instanceId === undefined ? null : { id: instanceId, isVisible: false, told: -1, latest: -1, timer: null }
      const listener: Listener = { login, response, watched, told: '', countedAt: -COUNT_EVERY_MS, countTimer: null }
      const own = [...listeners].filter((one) => one.login.userId === login.userId)
      if (own.length >= STREAMS_PER_ACCOUNT) own[0]!.response.end()
      listeners.add(listener)
      response.on('close', () => {
        listeners.delete(listener)
        for (const timer of [listener.countTimer, watched?.timer]) if (timer) clearTimeout(timer)
      })
      void tellCounts(services, listener, true)
      if (watched) void startWatching(services, listener, watched)
    },
    openScreen: screens.open,
    check(sessionIds) {
      const ended = new Set(sessionIds)
      void checkSessions(services, new Set([...listeners].filter(({ login }) => ended.has(login.sessionId))))
      void screens.check()
    },
    close() {
      unsubscribe()
      screens.close()
      clearInterval(heartbeat)
      for (const { response } of listeners) response.end()
      listeners.clear()
    },
  }
}

/** Notes what a commit means for this page, without asking anything. */
function notice(services: StreamServices, listener: Listener, news: CommittedNews): void {
  const { watched, login } = listener
  if (watched?.id === news.instanceId) {
    watched.latest = Math.max(watched.latest, news.revision)
    if (watched.isVisible) watched.timer ??= setTimeout(() => tellInstance(listener, watched), GATHER_MS)
  }
  if (listener.countTimer !== null || !news.touched.some((principal) => login.principals.includes(principal))) return
  const pause = Math.max(GATHER_MS, listener.countedAt + COUNT_EVERY_MS - performance.now())
  listener.countTimer = setTimeout(() => {
    listener.countTimer = null
    void tellCounts(services, listener, true)
  }, pause)
}

/** An instance that does not exist for this login is never told of, nor that it is so. Where it stands is told at once: the page may have looked before. */
async function startWatching(services: StreamServices, listener: Listener, watched: Watched): Promise<void> {
  try {
    const { instance } = await requireVisible(services, listener.login, watched.id)
    watched.isVisible = true
    watched.latest = Math.max(watched.latest, instance.revision)
    tellInstance(listener, watched)
  } catch (error) {
    if (!(error instanceof ProblemError)) listener.response.end()
  }
}

function tellInstance(listener: Listener, watched: Watched): void {
  watched.timer = null
  if (watched.latest > watched.told) send(listener, 'instance', { id: watched.id, revision: watched.latest })
  watched.told = watched.latest
}

/** Badges; unasked only when they have changed, so that lists are not loaded again for nothing. */
async function tellCounts(services: StreamServices, listener: Listener, asked: boolean): Promise<void> {
  listener.countedAt = performance.now()
  try {
    const counts = await countTasks(services, listener.login)
    const text = JSON.stringify(counts)
    if (asked || text !== listener.told) send(listener, 'inbox', { counts })
    listener.told = text
  } catch {
    // The database is away or the server stops: the page comes back by itself and looks again.
    if (asked) listener.response.end()
  }
}

function send(listener: Listener, event: string, news: unknown): void {
  if (!listener.response.writableEnded) listener.response.write(`event: ${event}\ndata: ${JSON.stringify(news)}\n\n`)
}

/** A session that ended elsewhere ends its streams; the others learn what roles they hold now, and what other nodes have brought them. */
async function checkSessions(services: StreamServices, listeners: ReadonlySet<Listener>): Promise<void> {
  for (const listener of listeners) {
    const session = await services.accounts.sessions.find(listener.login.sessionId).catch(() => null)
    const login = session && services.clock() < session.expiresAtMs ? loginOfSession(services, session) : null
    if (!login?.capabilities.has('handle_work')) {
      // what of the session is left, the page finds out by asking
      send(listener, 'ended', {})
      listener.response.end()
    } else {
      listener.login = login
      listener.response.write(': alive\n\n')
      await tellCounts(services, listener, false)
    }
  }
}
