import type { ServerResponse } from 'node:http'
import type { Event, EventType } from '#engine/kernel/events'
import { loginOfSession } from '../accounts/authenticate.js'
import type { Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'

/** However much happens, a wall is told so often at most; longer than counts are kept for other screens. */
const EVERY_MS = 5000
const MOST_SCREENS = 50
/** Commits without any of these leave the county's counts as they are. */
const COUNTED: ReadonlySet<EventType> = new Set<EventType>(['InstanceStarted', 'LifecycleEventEmitted', 'LifecycleRewound', 'InstanceCancelled', 'TaskClosed'])

export interface ScreenStream {
  open(login: Login, response: ServerResponse): void
  /** A commit: says to every screen that it may look again, and nothing of what it was. */
  notice(events: readonly Event[]): void
  /** Keeps connections alive and ends those whose session has ended. */
  check(): Promise<void>
  close(): void
}

/** Tells the big screens that something has changed. What, they ask themselves. */
export function createScreenStream(services: Pick<WebServices, 'accounts' | 'organisation' | 'clock' | 'settings'>): ScreenStream {
  const screens = new Map<ServerResponse, Login>()
  let timer: NodeJS.Timeout | null = null

  const tell = (): void => {
    timer = null
    for (const response of screens.keys()) if (!response.writableEnded) response.write('event: changed\ndata: {}\n\n')
  }
  return {
    open(login, response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive', 'x-accel-buffering': 'no',
      })
      response.write('retry: 5000\n\n')
      if (screens.size >= MOST_SCREENS) screens.keys().next().value?.end()
      screens.set(response, login)
      response.on('close', () => screens.delete(response))
    },
    notice(events) {
      if (screens.size > 0 && timer === null && events.some(({ type }) => COUNTED.has(type))) timer = setTimeout(tell, EVERY_MS)
    },
    async check() {
      for (const [response, login] of screens) {
        const session = await services.accounts.sessions.find(login.sessionId).catch(() => null)
        const now = session && services.clock() < session.expiresAtMs ? loginOfSession(services, session) : null
        if (now?.capabilities.has('watch_screen')) response.write(': alive\n\n')
        else response.end()
      }
    },
    close() {
      if (timer) clearTimeout(timer)
      for (const response of screens.keys()) response.end()
      screens.clear()
    },
  }
}
