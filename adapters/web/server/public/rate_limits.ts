import { isIPv6 } from 'node:net'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { FailureCounterStore } from '#engine/runtime/ports/account_stores'
import { problem } from '../http/problem.js'
import { sharedMeter } from './shared_meter.js'

/**
 * What one address may ask of the public area, and one device of its door: points within seconds. A village office or a school sits behind one address. Those that
 * keep somebody from guessing have a `step`: all nodes draw on one counter, each so many points at a time.
 */
const LIMITS: Readonly<Record<LimitName, Limit>> = {
  read: { points: 600, seconds: 60 },
  captcha: { points: 60, seconds: 60, step: 6 },
  /** The sum in words is easier for a program than the picture, so there are fewer of them. */
  sum: { points: 60, seconds: 600, step: 3 },
  filing: { points: 60, seconds: 3_600, step: 3 },
  snapshot: { points: 40, seconds: 3_600, step: 2 },
  /** By reporter, not by address. */
  reporter: { points: 20, seconds: 86_400, step: 1 },
  save: { points: 1_200, seconds: 3_600 },
  upload: { points: 300, seconds: 3_600 },
  inquiry: { points: 60, seconds: 600, step: 3 },
  act: { points: 120, seconds: 3_600 },
  /** By device or platform, not by address: requests, each with up to a thousand readings. */
  device: { points: 1_200, seconds: 60 },
  platform: { points: 120_000, seconds: 60 },
  deviceRefused: { points: 20, seconds: 60 },
  /** Platforms above: checking a signature costs up to 16 ms. */
  inbound: { points: 1_200, seconds: 60 },
  inboundRefused: { points: 60, seconds: 60 },
  /** Logout tokens that do not stand. */
  logoutRefused: { points: 60, seconds: 60 },
}
export type LimitName = 'device' | 'platform' | 'deviceRefused' | 'inbound' | 'inboundRefused' | 'logoutRefused' | 'read' | 'captcha' | 'sum' | 'filing' | 'save' | 'upload' | 'inquiry' | 'act' | 'snapshot' | 'reporter'

interface Limit {
  points: number
  seconds: number
  step?: number
}

export interface RateLimits {
  /** Counts one request; throws the 429 with Retry-After once there were too many. */
  take(limit: LimitName, address: string): Promise<void>
}

/** Milliseconds to wait, null = it may pass. */
type Meter = (network: string) => Promise<number | null>

/** Counters of this node, and of all nodes where somebody could guess. */
export function createRateLimits(counters: FailureCounterStore, clock: () => number): RateLimits {
  const meters = new Map(Object.entries(LIMITS).map(([name, { points, seconds, step }]) =>
    [name, step === undefined ? ownMeter(name, points, seconds) : sharedMeter({ name, points, windowMs: seconds * 1000, step, counters, clock })]))
  return {
    async take(limit, address) {
      const waitMs = await meters.get(limit)!(networkOf(address))
      if (waitMs === null) return
      const seconds = Math.max(1, Math.ceil(waitMs / 1000))
      throw problem(429, 'E_TOO_MANY_REQUESTS', `操作过于频繁。请 ${waitInWords(seconds)}后再试。`, undefined, { 'retry-after': String(seconds) })
    },
  }
}

/** Of this node alone: keeps one address from taking the server for itself. */
function ownMeter(name: string, points: number, seconds: number): Meter {
  const limiter = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })
  return async (network) => {
    try {
      await limiter.consume(network)
      return null
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      return refused.msBeforeNext
    }
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
