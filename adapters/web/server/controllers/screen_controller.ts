import { prolongWall } from '../accounts/session_tokens.js'
import { readScreen } from '../events/read_screen.js'
import { signedIn, type Operations } from '../http/api_call.js'
import type { LiveStream } from '../stream/live_stream.js'
import type { WebServices } from '../web_services.js'

/** A wall in every town costs the database one reading. Less than the stream waits, so that who is told of a change sees it. */
const FRESH_MS = 4000
/** The months before this one hardly move, and reading a year of events takes long. */
const TREND_FRESH_MS = 10 * 60_000

/** 指挥大屏: one reading for all screens. */
export const screenController = (services: WebServices, live: LiveStream): Pick<Operations, 'readScreen' | 'openScreenStream'> => {
  const readTrend = keptFor(TREND_FRESH_MS, services.screen.trend)
  const screen = keptFor(FRESH_MS, () => readScreen(services, readTrend))
  return {
    async readScreen(call) {
      await prolongWall(services, signedIn(call))
      return { body: await screen() }
    },
    async openScreenStream(call) {
      const login = signedIn(call)
      return { stream: (response) => live.openScreen(login, response) }
    },
  }
}

/** One reading for all who ask the same within so long; one that failed is nobody's answer but its own. */
function keptFor<Asked extends string[], T>(forMs: number, read: (...asked: Asked) => Promise<T>): (...asked: Asked) => Promise<T> {
  let last: { atMs: number; asked: string; answer: Promise<T> } | null = null
  return (...asked) => {
    const nowMs = performance.now()
    if (last !== null && last.asked === asked.join() && nowMs - last.atMs <= forMs) return last.answer
    const answer = read(...asked)
    last = { atMs: nowMs, asked: asked.join(), answer }
    answer.catch(() => (last = null))
    return answer
  }
}
