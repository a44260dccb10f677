import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import type { EventPhase, EventRow } from './event_rows.js'
import type { EventCounts } from './rate_events.js'

/** Whose events: all, or those a unit reported, has in its area or handles, and those this person entered. */
export type EventScope = { kind: 'all' } | { kind: 'units'; units: readonly string[]; userId: string }

export interface EventFilter {
  phase?: EventPhase
  category?: string
  town?: string
  unit?: string
  channel?: string
  verdict?: 'on_time' | 'overdue'
  deadlineMonth?: string
  /** Not closed, and the limit has passed. */
  isOverdueNow?: { nowMs: number }
  /** Beginning of a number. */
  number?: string
}

export type EventGrouping = 'town' | 'unit' | 'category'

/** Reads of events for pages; storage implements it. */
export interface EventQueries {
  /** Newest report first. */
  list(filter: EventFilter, scope: EventScope, page: PageRequest): Promise<Page<EventRow>>
  /** Events in these cells of the map that nobody has merged away, newest first, at most 200. */
  inCells(cells: readonly string[]): Promise<EventRow[]>
  /** Open events with a position, newest first, at most `limit`. */
  onMap(scope: EventScope, limit: number): Promise<EventRow[]>
  /** What is open in each 街镇, and of that what is past its limit. */
  openByTown(scope: EventScope, nowMs: number): Promise<{ town: string; open: number; overdue: number }[]>
  /** Counts of a month, by group; one that has none is left out. */
  counts(month: string, by: EventGrouping, scope: EventScope): Promise<{ group: string; counts: EventCounts }[]>
}
