import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import type { CountedCell } from './assess_events.js'
import type { EventPhase, EventRow, WhistleRow } from './event_rows.js'

/** Whose events: all, or those a unit reported, has in its area or handles, and those this person entered. */
export type EventScope = { kind: 'all' } | { kind: 'units'; units: readonly string[]; userId: string }

export interface EventFilter {
  phase?: EventPhase
  category?: string
  town?: string
  community?: string
  unit?: string
  channel?: string
  verdict?: 'on_time' | 'overdue'
  /** 应结案 of this month. */
  dueMonth?: string
  /** Overdue by its verdict, and nobody has handled it yet. */
  isUnhandled?: boolean
  /** Not closed, and the limit has passed. */
  isOverdueNow?: { nowMs: number }
  /** Beginning of a number. */
  number?: string
}

export type EventGrouping = 'town' | 'community' | 'unit' | 'category'

/** What happened in a span of time, and what stands open at its end. */
export interface EventDay {
  reported: number
  filed: number
  handled: number
  closed: number
  open: number
  overdue: number
}

/** What one reporter got in a month. */
export interface PointSum {
  name: string
  /** Masked. */
  phone: string
  /** Reports that brought points by 立案, and by 结案. */
  filed: number
  closed: number
  /** 0 or below. */
  takenBack: number
  points: number
}

export interface PointQueries {
  /** Most points first. */
  pointsOfMonth(month: string): Promise<PointSum[]>
  pointsOfTicket(ticketKey: string): Promise<number>
}

/** Reads of events for pages; storage implements it. */
export interface EventQueries extends PointQueries {
  /** Newest report first. */
  list(filter: EventFilter, scope: EventScope, page: PageRequest): Promise<Page<EventRow>>
  /** Those of these instances that are events, in no order. */
  byKeys(keys: readonly string[]): Promise<EventRow[]>
  /** Events in these cells of the map that nobody has merged away, newest first, at most 200. */
  inCells(cells: readonly string[]): Promise<EventRow[]>
  /** Open events with a position, newest first, at most `limit`. */
  onMap(scope: EventScope, limit: number): Promise<EventRow[]>
  /** What is open in each 街镇, and of that what is past its limit. */
  openByTown(scope: EventScope, nowMs: number): Promise<{ town: string; open: number; overdue: number }[]>
  /** From `fromMs` until `nowMs`. */
  day(scope: EventScope, fromMs: number, nowMs: number): Promise<EventDay>
  /** Counts of a month in one reading, split as finely as any grouping asks. */
  counts(month: string, scope: EventScope): Promise<CountedCell[]>
  /** 吹哨 called in a span of time, `toMs` exclusive. */
  whistles(fromMs: number, toMs: number): Promise<WhistleRow[]>
}
