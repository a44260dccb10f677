import { isIPv6 } from 'node:net'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { problem } from '../http/problem.js'

/** What one address may ask of the public area: points within seconds. A village office or a school sits behind one address. */
const LIMITS = {
  read: { points: 600, seconds: 60 },
  captcha: { points: 60, seconds: 60 },
  /** The sum in words is easier for a program than the picture, so there are fewer of them. */
  sum: { points: 60, seconds: 600 },
  filing: { points: 60, seconds: 3_600 },
  save: { points: 1_200, seconds: 3_600 },
  upload: { points: 300, seconds: 3_600 },
  inquiry: { points: 60, seconds: 600 },
  act: { points: 120, seconds: 3_600 },
} as const
export type LimitName = keyof typeof LIMITS

export interface RateLimits {
  /** Counts one request; throws the 429 with Retry-After once there were too many. */
  take(limit: LimitName, address: string): Promise<void>
}

/** Counters of this node. Guessing is bounded elsewhere, in the database; these keep one address from taking the server for itself. */
export function createRateLimits(): RateLimits {
  const limiters = new Map(Object.entries(LIMITS).map(([name, { points, seconds }]) => [name, new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })]))
  return {
    async take(limit, address) {
      try {
        await limiters.get(limit)!.consume(networkOf(address))
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
        throw problem(429, 'E_TOO_MANY_REQUESTS', `操作过于频繁。请 ${waitInWords(seconds)}后再试。`, undefined, { 'retry-after': String(seconds) })
      }
    },
  }
}

const waitInWords = (seconds: number): string => (seconds < 60 ? `${seconds} 秒` : `${Math.ceil(seconds / 60)} 分钟`)

/** One subscriber has 2⁶⁴ IPv6 addresses: they count as one. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  const [head = '', tail = ''] = address.split('::')
  const groups = head.split(':').filter(Boolean)
  const missing = 8 - groups.length - tail.split(':').filter(Boolean).length
  const whole = address.includes('::') ? [...groups, ...Array<string>(missing).fill('0'), ...tail.split(':').filter(Boolean)] : groups
  return whole.slice(0, 4).map((group) => group.toLowerCase().replace(/^0+(?=.)/, '')).join(':')
}
