import type { Nonces } from '../checks/check_transport.js'
import type { Ledger } from '../ledger/ledger.js'
import type { Credentials } from '../signing/credentials.js'
import type { MaterialShelf } from '../sending/materials.js'
import type { ReceiptCalls } from '../sending/receipt_calls.js'
import type { Settings } from './settings.js'

/** What the running stand-in has at hand; one for all platforms. */
export interface Desk {
  ledger: Ledger
  credentials: Credentials
  settings: Settings
  nonces: Nonces
  materials: MaterialShelf
  receiptCalls: ReceiptCalls
  clock: Clock
  /** Arrivals of each message in this run, for the mix by chance. */
  arrivals: Map<string, number>
  /** Instants of the last second's requests, by platform. */
  recent: Map<string, number[]>
}

/** The platform's clock: the machine's, or one that was set and runs on from there. */
export interface Clock {
  nowMs(): number
  set(atMs: number): void
}

export function createClock(startMs: number | null): Clock {
  let shiftMs = startMs === null ? 0 : startMs - Date.now()
  return { nowMs: () => Date.now() + shiftMs, set: (atMs) => void (shiftMs = atMs - Date.now()) }
}
