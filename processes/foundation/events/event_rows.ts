import type { EmergencyReportFact } from '../deliveries/event_facts.js'
import type { LegalClock } from '../clocks/legal_clock.js'
import type { Limit } from '../clocks/limit.js'
import type { LifecycleState } from '../lifecycle/lifecycle.js'
import type { PointStage } from './point_rules.js'

/** Row of `event_records`: one 五零 event, key = its process instance. JSON; fields named like a column are searched by. */
export interface EventRow {
  instanceId: string
  packageId: string
  number: string
  title: string
  category: string
  categoryName: string
  subtype: string
  subtypeName: string
  /** 部件 or 事件. */
  component: string
  urgent: boolean
  level: string
  channel: string
  description: string
  town: string
  community: string | null
  grid: string | null
  address: string
  /** CGCS2000, degrees; null when nobody has said. */
  longitude: number | null
  latitude: number | null
  /** Cell of the map it lies in, for looking for neighbours; null without a position. */
  cell: string | null
  /** 处置单位; null before the first dispatch. */
  unit: string | null
  /** Reporter's account, where the report was entered by somebody signed in. */
  starter: string | null
  status: string
  statusText: string
  /** `open`, `held` 挂账, `merged` 随主件办理, `closed`. */
  phase: EventPhase
  lifecycle: LifecycleState
  /** Earliest of its reports. */
  reportedAtMs: number
  filedAtMs: number | null
  dispatchedAtMs: number | null
  signedAtMs: number | null
  handledAtMs: number | null
  closedAtMs: number | null
  /** Own limit, and those of reports merged into it: the strictest counts. */
  limits: readonly EventLimit[]
  clock: LegalClock | null
  dueAtMs: number | null
  amberAtMs: number | null
  /** Written when the limit passes or the event closes, and never computed again. */
  verdict: 'on_time' | 'overdue' | null
  overdueAtMs: number | null
  /** Month it was filed in. */
  filedMonth: string | null
  /** 1 = 立案 (派遣) within the limit of that step, 0 = later, null = not done yet, or without a limit. */
  filedInTime: 0 | 1 | null
  dispatchedInTime: 0 | 1 | null
  /** Limits of open tasks of these steps, by element. */
  stageLimits: Readonly<Record<string, number>>
  /** Month its limit falls in, `2026-11`; null without a running limit (not filed, 挂账). */
  deadlineMonth: string | null
  reworkCount: number
  returnCount: number
  dispatchCount: number
  extensionCount: number
  /** People who worked at elements named by a separation. */
  workers: Readonly<Record<string, readonly string[]>>
  /** Colour of the 督办单 in force. */
  supervision: SupervisionColor | null
  supervisionCount: number
  whistleCount: number
  /** Instance of the master it was merged into. */
  mergedInto: string | null
  /** Instances merged into it. */
  merged: readonly string[]
  answer: string | null
  /** How it ended; absent while it has not, and in rows of before. */
  ending?: EventEnding
  /** 演练: told to nobody outside, counted in no month. Absent = in earnest. */
  drill?: boolean
}

/** 结案, 随主件办结, 不予立案, 终止. */
export type EventEnding = 'closed' | 'merged' | 'not_filed' | 'cancelled'
export type EventPhase = 'open' | 'held' | 'merged' | 'closed'
export type SupervisionColor = 'blue' | 'orange' | 'red' | 'settled'

export interface EventLimit extends Limit {
  /** Instance it comes from. */
  from: string
  /** Since when it has run, where that instance had been filed before it was merged. */
  sinceMs?: number
}

/** Row of `event_tickets`: one report by one reporter, with its own number and limit; key = the instance it began. */
export interface TicketRow {
  instanceId: string
  /** Event it is handled with: its own instance, or the master's. */
  eventKey: string
  channel: string
  channelName: string
  /** Number in the channel's own system. */
  channelNumber: string | null
  reporterName: string
  /** Of a report without a login: masked, the whole number stands sealed in `reporterSealed`. */
  reporterPhone: string
  /** Whose the 积分 are: a keyed hash of the phone; absent where the reporter left none, or has an account. */
  reporterKey?: string
  /** The phone, encrypted by the server that took the report. */
  reporterSealed?: string
  reportedAtMs: number
  clock: LegalClock | null
  dueAtMs: number | null
  verdict: 'on_time' | 'overdue' | null
  answer: string | null
  answeredAtMs: number | null
}

/** Row of `event_whistles`: one 吹哨, key = its process instance. */
export interface WhistleRow {
  instanceId: string
  eventKey: string
  callingUnit: string
  urgency: string
  reason: string
  calledAtMs: number
  endedAtMs: number | null
  departments: readonly WhistledDepartment[]
}

export interface WhistledDepartment {
  department: string
  reportTaskId: string | null
  dueAtMs: number | null
  arrivedAtMs: number | null
  onTime: boolean | null
  scoreTaskId: string | null
  score: number | null
}

/** Row of `event_emergencies`: what is reported upward of one event, key = the event. */
export interface EmergencyRow {
  eventKey: string
  /** Its process instance. */
  instanceId: string
  openedAtMs: number
  receivedAtMs: number
  phoneDueAtMs: number | null
  phonedAtMs: number | null
  /** Of the report that is to be made now; null = none is awaited. */
  dueAtMs: number | null
  /** Who wrote the draft at hand. */
  writer: string | null
  reports: readonly EmergencyReport[]
  endedAtMs: number | null
}

/** One 初报, 续报 or 终报 as it was signed. */
export interface EmergencyReport {
  content: EmergencyReportFact
  dueAtMs: number | null
  onTime: boolean
  /** How often it was put right after a refusal. */
  corrections: number
}

/** Row of `event_numbers`: whose a number is; key = 事件编号, or `<channel>/<number in the channel's own system>`. */
export interface EventNumberRow {
  instanceId: string
  /** The event's, where the key is a channel's. */
  number?: string
}

/** Row of `event_points`: one entry of 积分; key = `<event>/<ticket>/<stage>/<n>`. Entries are added, never changed: what is taken back is an entry below 0. */
export interface EventPointRow {
  eventKey: string
  ticketKey: string
  eventNumber: string
  /** `reporterKey` of the ticket. */
  reporter: string
  reporterName: string
  /** Masked. */
  reporterPhone: string
  stage: PointStage
  points: number
  reason: string
  atMs: number
  /** `2026-11`. */
  month: string
}
