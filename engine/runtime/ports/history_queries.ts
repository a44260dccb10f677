import type { Command } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import type { Actor } from '../command_envelope.js'
import type { Page, PageRequest } from './paging.js'

/** One accepted command as the journal keeps it; sealed values are put back where they were not erased. */
export interface JournalEntry {
  instanceId: string
  seq: number
  atMs: number
  actor: Actor
  command: Command
  events: Event[]
  prevHash: string
  hash: string
}

/** One event of the journal, for people and the HTTP history. */
export interface HistoryItem {
  /** Journal row. */
  seq: number
  /** Position inside the row, from 0. */
  position: number
  atMs: number
  actor: Actor
  type: string
  elementId: string | null
  payload: Event
  /** Hash of the journal row the event stands in. */
  hash: string
}

export interface HistoryQueries {
  /** Oldest first. `limit` counts journal rows: a row's events are never torn over two pages. */
  history(instanceId: string, page: PageRequest): Promise<Page<HistoryItem>>
  /** Journal rows in order. */
  entries(instanceId: string, fromSeq?: number): Promise<JournalEntry[]>
  entry(instanceId: string, seq: number): Promise<JournalEntry | null>
}
