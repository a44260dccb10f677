import type { OutsideChannel } from './preferences.js'

/** `robot:<id>` is a robot of a chat group. */
export type SendChannel = OutsideChannel | `robot:${string}`

/** Something that has to leave the house: to one receiver of one channel, once for one fact. */
export interface SendRow {
  id: string
  channel: SendChannel
  /** Person, or department of a robot. The address is looked up when it is sent. */
  receiver: string
  fact: string
  subject: string
  line: string
  path: string
  isUrgent: boolean
  state: 'waiting' | 'sent' | 'dead'
  /** Rows sent together, from their first try on; also the identity of the message at each try. */
  batch: string | null
  attempts: number
  nextAtMs: number
  /** Why the last try failed, in Chinese. */
  reason: string | null
  createdAtMs: number
  endedAtMs: number | null
}

/** What goes out as one message. */
export interface SendBatch {
  id: string
  channel: SendChannel
  receiver: string
  attempts: number
  rows: readonly Pick<SendRow, 'id' | 'fact' | 'subject' | 'line' | 'path' | 'isUrgent'>[]
}

export const MOST_ATTEMPTS = 8

const MINUTE_MS = 60_000
const LONGEST_MS = 6 * 60 * MINUTE_MS

/** Pause before the next try: 1, 4, 16 … minutes, six hours at most. `chance` of 0–1 spreads what failed together. */
export const pauseAfter = (attempts: number, chance: number): number => Math.round(Math.min(LONGEST_MS, MINUTE_MS * 4 ** (attempts - 1)) * (0.75 + chance / 2))
