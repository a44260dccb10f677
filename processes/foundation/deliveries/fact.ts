import type { CaseFacts } from './case_facts.js'
import type { EventFacts } from './event_facts.js'

/** What a fact tells, by its kind: one interface each. */
export interface FactContents extends CaseFacts, EventFacts {}

export type FactKind = keyof FactContents

export const FACT_VERSION = 1

/**
 * Something that has become true and that somebody above may have to be told: in our words and codes, none of any target's. Instants are epoch
 * milliseconds. A snapshot: what becomes of the case afterwards does not change it.
 */
export interface Fact<Kind extends FactKind = FactKind> {
  kind: Kind
  schemaVersion: typeof FACT_VERSION
  /** Case, event or device: facts of one key reach a target in the order they came true. */
  orderKey: string
  /** Root instance of the case or the event; empty for what belongs to none (an alarm). */
  caseKey: string
  /** `<case key>/<item code>`; null = the whole case. */
  itemKey: string | null
  /** Number people know it by: 办件编号 of the item, 事件编号. */
  number: string
  /** When it became true, which may be before it was noticed. */
  atMs: number
  /** 演练: never leaves the house. */
  drill: boolean
  content: FactContents[Kind]
}

/** One of the facts of these kinds, so that `switch (fact.kind)` finds its content. */
export type AnyFact = { [Kind in FactKind]: Fact<Kind> }[FactKind]

/** Name of a kind, for people. */
export const FACT_NAMES: Readonly<Record<FactKind, string>> = {
  application: '申请', acceptance: '受理', process: '过程', special_procedure: '特别程序', completion: '办结', evaluation: '评价', case_progress: '办件进度',
  event_filed: '事件立案', event_progress: '事件处置', event_closed: '事件结案', ticket_answered: '工单答复', emergency_report: '突发事件信息', alarm: '感知报警',
}

export const FACT_KINDS = Object.keys(FACT_NAMES) as readonly FactKind[]
