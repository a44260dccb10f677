import type { Watched } from './card_rules.js'

/** Row of `supervision_cards`: 红黄牌. Once issued it stays; what is said of it later is added to `records`. */
export interface CardRow {
  /** The row's key with `.` for `/`, safe in a URL. */
  id: string
  key: string
  /** 监察编号. */
  number: string
  caseKey: string
  itemCode: string | null
  /** Where the matter is handled: the item's instance, or the case's. */
  instanceId: string
  caseNumber: string
  title: string
  business: string
  businessName: string
  /** 责任部门. */
  department: string
  watched: Watched
  /** 监察规则编号. */
  rule: string
  colour: 'yellow' | 'red'
  /** 监察结果描述. */
  words: string
  /** 环节 of a task's limit. */
  taskName: string | null
  dueAtMs: number | null
  /** When the rung was reached; it may be noticed later, never earlier. */
  fellAtMs: number
  issuedAtMs: number
  /** `2026-11`, month of `fellAtMs`. */
  month: string
  state: CardState
  /** 督办 process; null = none begun. */
  supervisionInstanceId: string | null
  records: readonly CardRecord[]
}

/** `open` → `supervised` (督办 sent) → `answered` → `closed`; `corrected` by a 纠正. */
export type CardState = 'open' | 'supervised' | 'answered' | 'closed' | 'corrected'

/** 纠正, 答复 or 办结 of a card: added, never changed. */
export interface CardRecord {
  kind: 'correction' | 'answer' | 'closed'
  atMs: number
  by: string
  text: string
}

export const CARDS_TABLE = 'supervision_cards'

/** Process of the 督办, in the package of this folder. */
export const SUPERVISION_PROCESS = 'card_supervision'

/** Message that begins the 督办 of a card, and the fact that a supervisor corrects one. */
export const SUPERVISE = 'supervision.card'
export const CARD_CORRECTED = 'supervision.corrected'
