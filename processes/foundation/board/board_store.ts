import type { CaseItemRow, CaseRow } from '../case/case_rows.js'

/** Whose items are looked at: these departments, or all of the county. */
export type BoardScope = readonly string[] | 'all'

/** Items finished (granted, refused or passed on above; what was cancelled counts nowhere) in a month by one department of one business, by verdict. */
export interface DecidedCount {
  month: string
  department: string
  business: string
  verdict: 'on_time' | 'overdue'
  count: number
  /** Of these, passed on above (转报). */
  forwarded: number
}

/** Accepted items without a decision, by where they stand now. */
export interface RunningCount {
  department: string
  business: string
  stage: string
  stageText: string
  count: number
  amber: number
  overdue: number
  /** Of the item that has stood there longest. */
  oldestSinceMs: number | null
}

/** How long items stood in a stage that they left in a month; one that came back counts its stays apart. */
export interface StageTime {
  department: string
  stage: string
  stageText: string
  items: number
  stays: number
  totalSeconds: number
  longestSeconds: number
}

/** 红黄牌 of a month and department, and how many of them were corrected (纠正) since. */
export interface CardCount {
  month: string
  department: string
  colour: 'yellow' | 'red'
  count: number
  corrected: number
}

/** What a number on the board consists of; absent = whatever. */
export interface BoardFilter {
  /** Of the decision. */
  month?: string
  department?: string
  business?: string
  /** `decided` = with either verdict; `forwarded` = of these, passed on above. */
  verdict?: 'running' | 'on_time' | 'overdue' | 'decided' | 'forwarded'
  stage?: string
  /** Left this stage in `month`, which is then not that of the decision. */
  leftStage?: string
  /** Of items still running. */
  light?: 'amber' | 'red'
}

export interface BoardItem {
  item: CaseItemRow
  title: string
  applicant: CaseRow['applicant']
}

/** Counts and lists for the supervisors' board; storage implements it, equal on every database. Months are `2026-11`. */
export interface BoardStore {
  decided(scope: BoardScope, months: readonly string[]): Promise<DecidedCount[]>
  running(scope: BoardScope, nowMs: number): Promise<RunningCount[]>
  stages(scope: BoardScope, month: string): Promise<StageTime[]>
  /** By the month the card fell in. */
  cards(scope: BoardScope, months: readonly string[]): Promise<CardCount[]>
  /** In order of key, after one; at most `limit`. */
  items(scope: BoardScope, filter: BoardFilter, page: { nowMs: number; after: string | null; limit: number }): Promise<BoardItem[]>
}
