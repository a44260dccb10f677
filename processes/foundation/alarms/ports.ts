import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import type { AlarmActionRow, AlarmEvent, AlarmRow, ReadingRow } from './alarm.js'
import type { Severity } from './message.js'
import type { AlarmGrouping, AlarmRule } from './rule.js'
import type { Silence } from './silence.js'

export interface AlarmFilter {
  /** open = not closed. */
  phase?: 'open' | 'closed'
  state?: 'active' | 'cleared'
  severity?: Severity
  kind?: string
  deviceKind?: string
  town?: string
  owner?: string
  /** `source/deviceId`. */
  device?: string
  drill?: boolean
  acknowledged?: boolean
  /** Members of this group's alarm. */
  groupId?: string
}

/** Whose alarms: of the whole county, or of devices that these departments own. */
export type AlarmScope = { kind: 'all' } | { kind: 'units'; units: readonly string[] }

/** Reads for pages; storage implements them. Newest first. */
export interface AlarmQueries {
  list(filter: AlarmFilter, scope: AlarmScope, page: PageRequest): Promise<Page<AlarmRow>>
  find(alarmId: string): Promise<AlarmRow | null>
  /** Oldest first, at most 200. */
  events(alarmId: string): Promise<AlarmEvent[]>
  /** Not closed, by severity. */
  counts(scope: AlarmScope): Promise<Record<Severity, number>>
  readings(device: string, span: { fromMs: number; toMs: number }, page: PageRequest): Promise<Page<ReadingRow>>
  /** Readings of a device in the order of its clock, at most `limit`: what a rule is tried out on. */
  readingsForTryOut(device: string, span: { fromMs: number; toMs: number }, limit: number): Promise<ReadingRow[]>
  /** When each device was heard last, by `source/deviceId`; a device that was never heard is missing. */
  lastHeard(devices: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Actions given up (死信), newest first. */
  deadActions(page: PageRequest): Promise<Page<AlarmActionRow>>
}

/** What people do to alarms. False = not there, or no longer in a state that allows it. */
export interface AlarmStore {
  acknowledge(alarmId: string, by: string, atMs: number): Promise<boolean>
  /** Refused (false) while its case is open: that is closed by whoever checks the case. */
  close(alarmId: string, by: string, reason: string, atMs: number): Promise<boolean>
  /** A dead action is tried again from now on. */
  retryAction(actionId: string, nowMs: number): Promise<boolean>
}

/** Rules and groupings; read whole, kept in memory, looked at again when the revision has moved. */
export interface RuleStore {
  load(): Promise<{ rules: AlarmRule[]; groupings: AlarmGrouping[] }>
  revision(): Promise<number>
  saveRule(rule: AlarmRule): Promise<void>
  removeRule(ruleId: string): Promise<void>
  saveGrouping(grouping: AlarmGrouping): Promise<void>
  removeGrouping(groupingId: string): Promise<void>
}

export interface SilenceStore {
  /** Those that hold at `nowMs` or will. */
  load(nowMs: number): Promise<Silence[]>
  revision(): Promise<number>
  list(page: PageRequest): Promise<Page<Silence>>
  save(silence: Silence): Promise<void>
  /** Ends it before its time. False = not there, or over. */
  end(silenceId: string, atMs: number): Promise<boolean>
}
