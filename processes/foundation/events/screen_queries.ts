import type { EventRow, WhistleRow } from './event_rows.js'

/** A month of the trend: what was filed in it, and of what was due in it how much was closed in time. */
export interface TrendMonth {
  month: string
  filed: number
  due: number
  closedInTime: number
}

/** How many, by one word: a status, a channel. */
export interface Tally {
  key: string
  count: number
}

/** What the big screen counts over the whole county, without anybody's data; storage implements it. */
export interface ScreenQueries {
  /** Events reported since an instant, by where they stand now. */
  states(sinceMs: number): Promise<Tally[]>
  /** Events reported since an instant, by channel; a merged report counts for its own. */
  channels(sinceMs: number): Promise<Tally[]>
  /** Filed, closed and fallen overdue since an instant. */
  since(sinceMs: number): Promise<{ filed: number; closed: number; overdue: number }>
  /** Of what is not closed: the longest past their limit first. */
  worst(nowMs: number, limit: number): Promise<EventRow[]>
  /** From one month to another, both included; one without events is left out. */
  trend(from: string, to: string): Promise<TrendMonth[]>
  /** 吹哨 called since an instant that have not ended, newest first. */
  openWhistles(sinceMs: number, limit: number): Promise<WhistleRow[]>
}
