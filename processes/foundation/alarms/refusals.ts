import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import type { AlarmScope } from './ports.js'

/** A reading, a packet or a login that was not taken, and why. */
export interface Refusal {
  atMs: number
  /** `source/deviceId`, or as much of it as was told. */
  device: string
  /** E_LINE_… of a line, or what the intake said. */
  code: string
  /** In Chinese: what is wrong and what to do. */
  message: string
  /** As it came, as far as it was read. Only its size and digest are kept. */
  raw: string
}

/** Where lines leave what they do not take: never waits, never fails. `line` is the line's name. */
export type TellRefusal = (line: string, refusal: Refusal) => void

/** What one line refused of one device for one reason in one hour. Nothing of what was sent, but its size and digest. */
export interface RefusalTally {
  hourMs: number
  line: string
  /** Empty: nobody was named, or by no name that a device may have. */
  source: string
  deviceId: string
  code: string
  /** The last one's reason. */
  message: string
  count: number
  lastAtMs: number
  /** Of one of the last: bytes that were read, and their SHA-256 in hex; 0 and empty when there were none. */
  bytes: number
  digest: string
}

/** As kept; `deviceName` is null when the device is not registered. */
export interface RefusalRow extends RefusalTally {
  id: string
  deviceName: string | null
}

export interface RefusalFilter {
  sinceMs: number
  line?: string
  code?: string
  source?: string
  /** `source/deviceId`. */
  device?: string
}

export interface RefusalCount {
  name: string
  count: number
  lastAtMs: number
}

export interface RefusalSummary {
  codes: RefusalCount[]
  lines: RefusalCount[]
  sources: RefusalCount[]
}

/** Storage implements it. Scope `units` shows what came under the name of a registered device that these departments own, and nothing else. */
export interface RefusalStore {
  /** Adds to what is kept of the same hour, line, device and reason. Durable when it resolves; all or none. */
  add(tallies: readonly RefusalTally[]): Promise<void>
  /** Newest first. */
  list(filter: RefusalFilter, scope: AlarmScope, page: PageRequest): Promise<Page<RefusalRow>>
  /** Most frequent first, at most 100 of each. */
  summary(filter: RefusalFilter, scope: AlarmScope): Promise<RefusalSummary>
  /** How many were removed, at most `limit`. */
  forget(lastBeforeMs: number, limit: number): Promise<number>
}
