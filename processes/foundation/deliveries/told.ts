import type { BusinessTable } from '../business_tables.js'
import type { PersonRef } from './case_facts.js'

/** What the targets have been told of a case or an event; key = case or event key. Written only where a target is set. */
export const TOLD_TABLES: readonly BusinessTable[] = [{ name: 'told_facts', lock: 'row', columns: [] }]

/** Row of `told_facts` of a case. */
export interface ToldCase {
  /** Steps of its items that are under way, by task id. */
  steps: Readonly<Record<string, { name: string; beganAtMs: number }>>
  /** 文书 issued so far. */
  documents: readonly NotedDocument[]
  /** 受理 or 不予受理 as it happened; null = it did not while a target was set. */
  verdict: NotedVerdict | null
  targets: Readonly<Record<string, ToldTarget>>
}

export interface NotedDocument {
  itemCode: string | null
  template: string
  title: string
  number: string | null
  unit: string
  atMs: number
  /** Of a 结果证照. */
  validUntil: string | null
  /** Of a 结果证照 whose package says where its own number and first day stand. */
  certificateNumber?: string
  validFrom?: string
}

export interface NotedVerdict {
  by: PersonRef
  documentNumber: string | null
  /** Of a refusal. */
  reason: string | null
}

/** One target's part. */
export interface ToldTarget {
  /** Position of the last fact told. */
  seq: number
  items: Readonly<Record<string, ToldItem>>
  /** Last status told as progress, and how many. */
  status: string | null
  progress: number
  /** Numbers of evaluations. */
  evaluations: readonly number[]
}

export interface ToldItem {
  /** Null = neither 受理 nor 不予受理 was told. */
  accepted: boolean | null
  steps: number
  /** 特别程序 told as begun, and as ended. */
  begun: number
  ended: number
  extensions: number
  /** Instant of the end told last, and how many were. */
  endedAtMs: number | null
  ends: number
}

/** Row of `told_facts` of an event. */
export interface ToldEvent {
  targets: Readonly<Record<string, ToldEventTarget>>
}

export interface ToldEventTarget {
  seq: number
  filed: boolean
  progress: number
  closedAtMs: number | null
  ends: number
  answered: boolean
  /** 初报, 续报, 终报 told; absent = none. */
  reports?: number
}

export const UNTOLD_ITEM: ToldItem = { accepted: null, steps: 0, begun: 0, ended: 0, extensions: 0, endedAtMs: null, ends: 0 }
export const UNTOLD: ToldTarget = { seq: 0, items: {}, status: null, progress: 0, evaluations: [] }
export const UNTOLD_EVENT: ToldEventTarget = { seq: 0, filed: false, progress: 0, closedAtMs: null, ends: 0, answered: false }
export const NEW_TOLD_CASE: ToldCase = { steps: {}, documents: [], verdict: null, targets: {} }
