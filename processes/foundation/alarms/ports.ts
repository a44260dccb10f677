import type { UserId } from '#engine/model/principal'
import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import type { FactTarget } from '../deliveries/target.js'
import type { AlarmActionRow, AlarmEvent, AlarmGroupRow, AlarmRow, ReadingRow } from './alarm.js'
import type { Severity } from './message.js'
import type { AlarmGrouping, AlarmRule } from './rule.js'
import type { RuleVersion } from './rule_history.js'
import type { DeviceState } from './rule_state.js'
import type { Silence } from './silence.js'
import type { AlarmNews } from './told_above.js'

export interface AlarmFilter {
  /** open = not closed. */
  phase?: 'open' | 'closed'
  state?: 'active' | 'cleared'
  severity?: Severity
  kind?: string
  /** Only those that stand for many. */
  ofGroups?: true
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

/** What somebody makes of a rule or grouping; null = he takes it away. */
export type RuleChange = ({ of: 'rule'; rule: AlarmRule | null } | { of: 'grouping'; rule: AlarmGrouping | null }) & {
  id: string
  /** The version he decided on, 0 = as it was before anybody changed it; `new` = there is none of this id; null = whichever there is. */
  basedOn: number | 'new' | null
  atMs: number
  changedBy: UserId
}

/** `stale`: somebody else was faster, with this version; nothing was changed. */
export type RuleChanged = { kind: 'changed'; version: number } | { kind: 'missing' } | { kind: 'stale'; last: RuleVersion | null }

/** Rules and groupings; read whole, kept in memory, looked at again when the revision has moved. */
export interface RuleStore {
  load(): Promise<{ rules: AlarmRule[]; groupings: AlarmGrouping[] }>
  revision(): Promise<number>
  /** Changes one and adds the version to its history, or nothing at all. */
  change(change: RuleChange): Promise<RuleChanged>
}

/**
 * Who looks at silences. A unit sees its people's own, those that cover a device it owns now and, where no device is named, those of the 镇街 it is:
 * they tell why an alarm of its devices became no case.
 */
export interface SilenceViewer {
  userId: string
  scope: AlarmScope
}

export interface SilenceStore {
  /** Those that hold at `nowMs` or will. */
  load(nowMs: number): Promise<Silence[]>
  revision(): Promise<number>
  /** Newest first, those that are over too. */
  list(seenBy: SilenceViewer, page: PageRequest): Promise<Page<Silence>>
  save(silence: Silence): Promise<void>
  /** Ends it before its time. False = not there, or over. */
  end(silenceId: string, atMs: number): Promise<boolean>
}

/** What one group of messages writes. */
export interface IntakeWrites {
  readings: readonly ReadingRow[]
  states: readonly (readonly [subject: string, state: DeviceState])[]
  alarms: readonly AlarmRow[]
  groups: readonly AlarmGroupRow[]
  events: readonly AlarmEvent[]
  actions: readonly AlarmActionRow[]
  /** Put into the queues of those above with all the rest, or not at all. */
  news: readonly AlarmNews[]
}

/** Those above who are told of alarms, as it is at this moment. */
export interface AlarmsAbove {
  targets(): readonly FactTarget[]
  /** Name of a 镇街 by its id. */
  nameOf(unit: string): string
  nowMs(): number
}

/** One transaction of the intake. What it reads is locked in the order of keys, unless said otherwise. */
export interface IntakeUnit {
  /** Subjects as `subjectKey` makes them; a device that was never heard is missing. */
  states(subjects: readonly string[]): Promise<ReadonlyMap<string, DeviceState>>
  /** Of these messages (`device`, `messageKey`) those that are kept already, as `messageName`. */
  known(messages: readonly (readonly [device: string, messageKey: string])[]): Promise<ReadonlySet<string>>
  /** Alarms of these subjects that are not closed, or were closed since. */
  alarmsOf(subjects: readonly string[], closedSinceMs: number): Promise<AlarmRow[]>
  /** Alarms of these subjects that stand and inhibit; not locked. */
  inhibitors(subjects: readonly string[]): Promise<AlarmRow[]>
  groups(ids: readonly string[]): Promise<AlarmGroupRow[]>
  alarms(ids: readonly string[]): Promise<AlarmRow[]>
  /** Waiting starts of this group are dropped and their alarms held by it; answers which. */
  absorb(purpose: 'area' | 'storm', groupId: string, alarmId: string, text: string, nowMs: number): Promise<string[]>
  write(writes: IntakeWrites): Promise<void>
}

/** Messages are kept, and what follows from them decided, in one transaction per group. */
export interface IntakeStore {
  /** Durable when it resolves. Deadlocks and their kin, and two nodes that meet the same device for the first time, run again. */
  group<T>(work: (unit: IntakeUnit) => Promise<T>): Promise<T>
  /** Subjects whose time has come, the longest overdue first. */
  dueSubjects(nowMs: number, limit: number): Promise<string[]>
  /** Whether the database refused a value itself, and not the whole world is broken. */
  isValueRefused(error: unknown): boolean
}

/** Devices whose silence is to be noticed although no reading speaks of it. */
export interface DeviceWatchStore {
  /** Of the register; grows with every write. */
  revision(): Promise<number>
  /**
   * Devices registered or changed after that revision: one that was never heard is remembered as heard when it was registered, the others are looked at
   * again; 0 = every device, and nothing is looked at again. Those put out of use are looked at while an alarm of theirs stands. Twice does no harm.
   */
  watchChanged(sinceRevision: number, nowMs: number): Promise<void>
  /** Every device is looked at now, every one that waits for nothing, or every one with an alarm that stands. */
  lookAgain(which: 'all' | 'waiting for nothing' | 'alarmed', nowMs: number): Promise<void>
}

/** A claimed action, with the alarm as it is now and what has happened to it. */
export interface ClaimedAction {
  action: AlarmActionRow
  alarm: AlarmRow
  events: AlarmEvent[]
}

/** Work that alarms ask for: at least once, by whoever holds the lease. */
export interface AlarmActionStore {
  claim(claim: { nowMs: number; limit: number; owner: string; leaseUntilMs: number }): Promise<ClaimedAction[]>
  /** The case is there. */
  started(claimed: ClaimedAction, instanceId: string, nowMs: number): Promise<void>
  /** The case has been told; what was asked since then stays. */
  told(claimed: ClaimedAction, nowMs: number): Promise<void>
  /** `retryAtMs` null = dead. */
  failed(claimed: ClaimedAction, error: string, retryAtMs: number | null, nowMs: number): Promise<void>
  /** No case for it after all. */
  held(claimed: ClaimedAction, heldBy: NonNullable<AlarmRow['heldBy']>, heldById: string, text: string, nowMs: number): Promise<void>
  /** Standing inhibiting alarms of these subjects. */
  inhibitors(subjects: readonly string[]): Promise<AlarmRow[]>
  /** Waiting and due, dead, and since when the oldest due one waits. */
  backlog(nowMs: number): Promise<{ due: number; dead: number; oldestDueAtMs: number | null }>
  /** How many were given up, and which of them has lain there longest; null = none. */
  dead(): Promise<{ count: number; oldest: AlarmActionRow } | null>
}

export interface AlarmPlace {
  raisedAtMs: number
  id: string
}

/** What is done from time to time, by one node. Each answers how much it has done. */
export interface AlarmUpkeep {
  /** Alarms whose case has ended since then are closed. */
  closeEnded(endedSinceMs: number, nowMs: number, limit: number): Promise<number>
  /** Alarms without a case, cleared long enough, are closed. */
  closeCleared(nowMs: number, limit: number): Promise<number>
  /** Groups that nobody joined for long enough: their alarm counts as cleared. */
  quietGroups(nowMs: number, limit: number): Promise<number>
  /** Devices whose alarms were held back by one that stands no more are looked at again. */
  wakeInhibited(nowMs: number, limit: number): Promise<number>
  forgetReadings(receivedBeforeMs: number, limit: number): Promise<number>
  /** Whether somebody above is told of alarms now. */
  isToldAbove(): boolean
  /** Alarms that are not closed and that nobody above has heard of are told, from the oldest on; answers where to go on, null = these were all. */
  tellSoFar(after: AlarmPlace | null, limit: number): Promise<AlarmPlace | null>
}
