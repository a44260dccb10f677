import type { FailureCounterRow, FailureCounterStore } from '#engine/runtime/ports/account_stores'

const ACCOUNT_LIMIT = 5
/** One address may fail for several colleagues behind it; beyond this somebody is trying names. */
const ADDRESS_LIMIT = 100
const WINDOW_MS = 10 * 60_000

export interface Guess {
  /** Instant until which this name or address may not try; null = it may, this once. */
  lockedUntilMs: number | null
  /** It is the last one before the lock: unless it is right, the name is locked. */
  isLast: boolean
}

export interface LockOut {
  /** Takes one guess at the name's secret, before the secret is looked at: however many nodes ask at one instant, five pass. */
  take(name: string, address: string, nowMs: number): Promise<Guess>
  /** The guess was wrong: the address has one failure more. */
  countAddress(address: string, nowMs: number): Promise<void>
  /** The guess was right. */
  forget(name: string): Promise<void>
}

export const accountKey = (username: string): string => `login:account:${username.toLowerCase()}`

/** Five wrong guesses lock a name for ten minutes, whether or not there is such an account. Counters lie in the database: all nodes share them. */
export function createLockOut(counters: FailureCounterStore, area: 'login' | 'worker' | 'inquiry' | 'reissue' = 'login'): LockOut {
  const keyOf = (name: string): string => `${area}:account:${name.toLowerCase()}`
  const addressKey = (address: string): string => `${area}:address:${address}`
  const count = (key: string, limit: number, nowMs: number): Promise<FailureCounterRow> => counters.change(key, (row) => oneMore(row, key, limit, nowMs))
  return {
    async take(name, address, nowMs) {
      const ofAddress = await counters.find(addressKey(address))
      if (isLocked(ofAddress, nowMs)) return { lockedUntilMs: ofAddress.lockedUntilMs, isLast: false }
      const counter = await count(keyOf(name), ACCOUNT_LIMIT, nowMs)
      return { lockedUntilMs: counter.count > ACCOUNT_LIMIT ? counter.lockedUntilMs : null, isLast: counter.count === ACCOUNT_LIMIT }
    },
    async countAddress(address, nowMs) {
      await count(addressKey(address), ADDRESS_LIMIT, nowMs)
    },
    forget: (name) => counters.remove(keyOf(name)),
  }
}

const isLocked = (row: FailureCounterRow | null, nowMs: number): row is FailureCounterRow & { lockedUntilMs: number } =>
  row !== null && row.lockedUntilMs !== null && row.lockedUntilMs > nowMs

/** The counter after one more. While it is locked it goes on counting, the lock stands; after its window, or its lock, it begins anew. */
function oneMore(row: FailureCounterRow | null, key: string, limit: number, nowMs: number): FailureCounterRow {
  if (isLocked(row, nowMs)) return { ...row, count: row.count + 1 }
  const isCurrent = row !== null && row.lockedUntilMs === null && nowMs - row.firstAtMs < WINDOW_MS
  const next = isCurrent ? { ...row, count: row.count + 1 } : { key, count: 1, firstAtMs: nowMs, lockedUntilMs: null }
  return { ...next, lockedUntilMs: next.count >= limit ? nowMs + WINDOW_MS : null }
}
