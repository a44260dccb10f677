import type { BusinessTable } from '../business_tables.js'

/**
 * 帮代办: who may act for the applicant of one case. An `assistant` has an account here (帮代办员 of a town or village centre) and sees,
 * supplements and follows the case as long as the mandate is in force; a `private` agent (授权委托书) is named on the record only.
 * Either brings the applicant's signed letter; nobody of the units that accept or decide the case is one.
 */
export interface MandateRow {
  key: string
  /** The key with `.` for `/`, safe in a URL. */
  id: string
  caseKey: string
  caseNumber: string
  businessName: string
  /** Unit whose window enters and withdraws it. */
  department: string
  title: string
  kind: 'assistant' | 'private'
  /** Account of an assistant; null for a private agent. */
  agent: string | null
  agentName: string
  /** 与申请人的关系: 村（社区）帮代办员, 亲属, 单位经办人 … */
  relation: string
  fromMs: number
  /** Last instant of its last day. */
  toMs: number
  /** 授权委托书, by reference. */
  files: readonly { id: string; name: string }[]
  state: 'valid' | 'withdrawn'
  givenBy: string
  givenAtMs: number
  withdrawn: { atMs: number; by: string; reason: string } | null
}

export const MANDATES = 'mandates'
export const MANDATE_TABLES: readonly BusinessTable[] = [
  {
    name: MANDATES,
    lock: 'row',
    columns: [
      { name: 'id', type: 'text', indexed: true },
      { name: 'case_key', type: 'text', indexed: true },
      { name: 'agent', type: 'text', indexed: true },
      { name: 'state', type: 'text' },
      { name: 'to_ms', type: 'instant' },
    ],
  },
]

/** Facts of the case: `ref` is the number of the mandate in its case, or its key. */
export const MANDATE_GIVEN = 'mandate-given'
export const MANDATE_WITHDRAWN = 'mandate-withdrawn'

export const mandateKey = (caseKey: string, number: number): string => `${caseKey}/mandate/${number}`

/** Whether its agent may act now. */
export const isInForce = ({ state, fromMs, toMs }: MandateRow, nowMs: number): boolean => state === 'valid' && fromMs <= nowMs && nowMs <= toMs
