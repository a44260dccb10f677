import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import type { BoardScope } from '../board/board_store.js'
import type { CardRow } from './card.js'

/** What a list of cards is narrowed by; absent = whatever. */
export interface CardFilter {
  department?: string
  watched?: string
  colour?: string
  state?: string
  /** `2026-11`. */
  month?: string
  /** A piece of the 办件编号. */
  caseNumber?: string
}

/** Of all cards that a filter leaves, not of a page. */
export interface CardCounts {
  yellow: number
  red: number
  /** With a 督办, whatever became of it. */
  supervised: number
  /** Of these, without an answer so far. */
  unanswered: number
}

/** 红黄牌 for those who supervise; storage implements it. */
export interface CardQueries {
  /** Newest first. */
  list(scope: BoardScope, filter: CardFilter, page: PageRequest): Promise<Page<CardRow>>
  counts(scope: BoardScope, filter: CardFilter): Promise<CardCounts>
}
