import type { PersonRef, UnitRef } from './case_facts.js'

export interface EventFacts {
  event_filed: EventFiledFact
  event_progress: EventProgressFact
  event_closed: EventClosedFact
  ticket_answered: TicketAnsweredFact
  emergency_report: EmergencyReportFact
  alarm: AlarmFact
}

/** 立案 of a 五零 event. */
export interface EventFiledFact {
  number: string
  title: string
  /** 大类 and 小类, ours. */
  category: string
  categoryName: string
  subtype: string
  subtypeName: string
  /** 部件 or 事件. */
  component: string
  urgent: boolean
  level: string
  channel: string
  channelName: string
  /** Number in the channel's own system. */
  channelNumber: string | null
  description: string
  town: UnitRef
  community: string | null
  grid: string | null
  address: string
  /** CGCS2000, degrees. */
  longitude: number | null
  latitude: number | null
  reportedAtMs: number
  filedAtMs: number
  dueAtMs: number | null
}

/** Something happened between 立案 and 结案. */
export interface EventProgressFact {
  number: string
  channel: string
  /** Number in the channel's own system: what a platform that sent the event knows it by. */
  channelNumber: string | null
  stage: 'dispatched' | 'signed' | 'handled' | 'reworked' | 'returned' | 'extended' | 'held' | 'resumed' | 'merged' | 'other'
  statusText: string
  unit: UnitRef | null
  handler: PersonRef
  opinion: string
  dueAtMs: number | null
  /** n-th of the event, from 1. */
  sequence: number
}

/** 结案, or another end. */
export interface EventClosedFact {
  number: string
  channel: string
  channelNumber: string | null
  ending: 'closed' | 'merged' | 'not_filed' | 'cancelled'
  unit: UnitRef | null
  answer: string
  filedAtMs: number | null
  closedAtMs: number
  verdict: 'on_time' | 'overdue' | null
  reworkCount: number
  /** Number of the master it was handled with. */
  masterNumber: string | null
  /** 1 = the first end. */
  sequence: number
}

/** A ticket of another channel (12345, 网上群众工作部) has its answer. */
export interface TicketAnsweredFact {
  channel: string
  channelName: string
  /** Number in the channel's own system. */
  channelNumber: string
  eventNumber: string
  unit: UnitRef | null
  answer: string
  answeredAtMs: number
  dueAtMs: number | null
  onTime: boolean
  /** How the event ended; absent = 结案. */
  ending?: EventClosedFact['ending']
}

/** Scale of the incident: neither of warnings nor of responses. */
export type EmergencyLevel = 'extraordinary' | 'major' | 'serious' | 'ordinary'

/** 初报, 续报, 终报. */
export interface EmergencyReportFact {
  stage: 'first' | 'follow_up' | 'final'
  /** 续报一 is 1; the first report 0. */
  sequence: number
  number: string
  title: string
  eventType: string
  /** 特别重大, 重大, 较大, 一般; null = not known yet, in the first report alone. */
  level: EmergencyLevel | null
  occurredAtMs: number
  /** 接报; absent = as it was reported. */
  receivedAtMs?: number
  reportedAtMs: number
  place: string
  longitude: number | null
  latitude: number | null
  unit: UnitRef
  reporter: PersonRef
  /** Absent = the duty phone of the target's settings. */
  reporterPhone?: string
  /** 签发人; absent = the one of the target's settings. */
  approvedBy?: PersonRef
  summary: string
  /** Null = nobody has counted yet. */
  dead: number | null
  missing: number | null
  injured: number | null
  relocated: number | null
  measures: string
  trend: string
}

/** An alarm of a device, raised or cleared. */
export interface AlarmFact {
  alarmId: string
  state: 'raised' | 'cleared'
  source: string
  deviceId: string
  deviceName: string
  deviceKind: string
  alarmKind: string
  severity: 'critical' | 'major' | 'minor' | 'warning'
  text: string
  startedAtMs: number
  clearedAtMs: number | null
  town: string
  address: string
  longitude: number | null
  latitude: number | null
  /** 事件编号 it led to. */
  eventNumber: string | null
}
