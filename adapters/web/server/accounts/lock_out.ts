import type { FailureCounterStore } from '#engine/runtime/ports/account_stores'

const ACCOUNT_LIMIT = 5
/** One address may fail for several colleagues behind it; beyond this somebody is trying names. */
const ADDRESS_LIMIT = 100
const WINDOW_MS = 10 * 60_000

export interface LockOut {
  /** Instant until which this name or address may not try again, or null. */
  lockedUntilMs(username: string, address: string, nowMs: number): Promise<number | null>
  /** Counts a failure; true when it has just locked the account. */
  countFailure(username: string, address: string, nowMs: number): Promise<boolean>
  forget(username: string): Promise<void>
}

export const accountKey = (username: string): string => `login:account:${username.toLowerCase()}`

/** Five failures lock a name for ten minutes, whether or not there is such an account. Counters lie in the database: all nodes share them. */
export function createLockOut(counters: FailureCounterStore, area: 'login' | 'worker' | 'inquiry' = 'login'): LockOut {
  const keyOf = (username: string): string => `${area}:account:${username.toLowerCase()}`
  const addressKey = (address: string): string => `${area}:address:${address}`
  const lockOf = async (key: string, nowMs: number) => {
    const row = await counters.find(key)
    return row?.lockedUntilMs && row.lockedUntilMs > nowMs ? row.lockedUntilMs : null
  }
  const count = async (key: string, limit: number, nowMs: number): Promise<boolean> => {
    const counter = await counters.change(key, (row) => {
      const isCurrent = row !== null && nowMs - row.firstAtMs < WINDOW_MS && !(row.lockedUntilMs && row.lockedUntilMs <= nowMs)
      const next = isCurrent ? { ...row, count: row.count + 1 } : { key, count: 1, firstAtMs: nowMs, lockedUntilMs: null }
      return { ...next, lockedUntilMs: next.count >= limit ? nowMs + WINDOW_MS : null }
    })
    return counter.lockedUntilMs !== null
  }
  return {
    async lockedUntilMs(username, address, nowMs) {
      return (await lockOf(keyOf(username), nowMs)) ?? (await lockOf(addressKey(address), nowMs))
    },
    async countFailure(username, address, nowMs) {
      await count(addressKey(address), ADDRESS_LIMIT, nowMs)
      return count(keyOf(username), ACCOUNT_LIMIT, nowMs)
    },
    forget: (username) => counters.remove(keyOf(username)),
  }
}
