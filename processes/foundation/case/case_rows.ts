import type { LegalClock } from '../clocks/legal_clock.js'
import type { TaskLimit } from './limits.js'
import type { LifecycleState } from '../lifecycle/lifecycle.js'
import type { MaterialEvidence } from '../materials/material_rows.js'

/** Row of `case_records`: 办件, the parent of its items. JSON; fields named like a column are searched by. */
export interface CaseRow {
  instanceId: string
  packageId: string
  /** Key of the manifest. */
  business: string
  businessName: string
  department: string
  number: string
  title: string
  /** Applicant's name. */
  applicant: string
  applicantDetail: Applicant
  /** For the window's look-up; absent in rows of release 0.2. */
  applicantIdNumber?: string
  status: string
  statusText: string
  lifecycle: LifecycleState
  /** Derived from the items: all granted, some, none; null while one is open. */
  result: CaseResult | null
  receivedAtMs: number
  acceptedAtMs: number | null
  closedAtMs: number | null
  promised: LegalClock | null
  legal: LegalClock | null
  promisedDueAtMs: number | null
  legalDueAtMs: number | null
  items: readonly { code: string; result: ItemResult | null }[]
  materials: readonly CaseMaterial[]
  /** 补正 handed in: the day from which the five days of 行政许可法 32 run. Absent = received once. */
  receivedAgainAtMs?: number
  /** How often 补正 was asked for. Absent = never. */
  supplements?: number
  /** When the acceptance by silence was noted; `acceptedAtMs` then is the day of receipt. */
  silentlyAcceptedAtMs?: number
  /** Open tasks with a limit, and rungs of the supervision that have fallen. Absent = none. */
  taskLimits?: readonly TaskLimit[]
  fallen?: readonly string[]
  /** 演练: told to nobody outside. Absent = in earnest. */
  drill?: boolean
  /** 查询密码 of cases of release 0.2; empty since: it is a keyed function of the case and stands nowhere. */
  inquiryPassword: string
}

/** Row of `case_items`: one 事项 of the case, with its own clock and result. */
export interface CaseItemRow {
  caseKey: string
  code: string
  number: string
  name: string
  department: string
  implementationCode: string
  /** Process instance that works on it; null before it is called. */
  instanceId: string | null
  status: string
  statusText: string
  lifecycle: LifecycleState
  result: ItemResult | null
  resultText: string | null
  decidedAtMs: number | null
  promised: LegalClock | null
  legal: LegalClock | null
  promisedDueAtMs: number | null
  /** 特别程序, in order; the last may be open. Absent = none. */
  procedures?: readonly ItemProcedure[]
  taskLimits?: readonly TaskLimit[]
  fallen?: readonly string[]
  /** Key of the manifest; this and the next five came with 0.2.0, for the supervisors' board. */
  business?: string
  /** `running` from 受理 on, then the promised clock's verdict; null before 受理. */
  verdict?: ItemVerdict | null
  /** Local month of the decision, `2026-11`. */
  decidedMonth?: string | null
  amberAtMs?: number | null
  /** When it entered the stage it stands in. */
  stageSinceMs?: number
}

/** A 特别程序 of an item. */
export interface ItemProcedure {
  kind: string
  stopsClock: boolean
  basis: string
  reason: string
  /** Time needed, as the applicant was told in writing. */
  days: number | null
  beganAtMs: number
  endedAtMs: number | null
  /** 文书编号 of the notice. */
  notice: string | null
  by: string
}

export type ItemVerdict = 'running' | 'on_time' | 'overdue'

/** Row of `case_stages`. */
export interface CaseStageRow {
  itemKey: string
  department: string
  business: string
  stage: string
  stageText: string
  leftMonth: string
  seconds: number
}

/** Row of `case_instances`: which case and item a process instance works for. */
export interface CaseInstanceRow {
  caseKey: string
  itemCode: string | null
}

/**
 * `forwarded` (转报) since 0.4, `deemed_withdrawn` (补正逾期，视为撤回) since 0.5; in older rows both stand as `cancelled`, with their words.
 */
export type ItemResult = 'granted' | 'refused' | 'forwarded' | 'deemed_withdrawn' | 'cancelled'
/** `forwarded`: nothing was decided here, and some item above. `deemed_withdrawn`: nothing was decided, the asked-for 补正 never came. */
export type CaseResult = 'granted' | 'partly' | 'refused' | 'forwarded' | 'deemed_withdrawn'

export interface Applicant {
  name: string
  idKind: string
  idNumber: string
  contact: string
  phone: string
  agent: string
}

export interface CaseMaterial {
  code: string
  name: string
  required: boolean
  received: boolean
  /** 原件, 复印件, 电子, or 已有材料 of a reused one. */
  form: string
  copies: number
  note: string | null
  /** What it proves. Absent = not received, or received before 0.3. */
  evidence?: MaterialEvidence
}

export const itemKey = (caseKey: string, code: string): string => `${caseKey}/${code}`
