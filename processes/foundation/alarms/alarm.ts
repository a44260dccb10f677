import type { DeviceMessage, ReadingValue, Severity } from './message.js'
import type { ToldAbove } from './told_above.js'

/** One alarm: of a device, or of a group of them. At most one per (device, kind) is not closed. */
export interface AlarmRow {
  id: string
  /** Of a group: `grouping` and `<grouping id>|<what it is grouped by>`. */
  source: string
  deviceId: string
  deviceName: string
  deviceKind: string
  kind: string
  /** Name of the rule or grouping; the kind itself where the device raised it without a rule. */
  name: string
  severity: Severity
  state: 'active' | 'cleared'
  drill: boolean
  town: string
  area: string | null
  grid: string | null
  address: string
  longitude: number | null
  latitude: number | null
  /** Department id. */
  owner: string
  ruleId: string | null
  raisedAtMs: number
  lastRaisedAtMs: number
  clearedAtMs: number | null
  /** How often it was raised before it was closed. */
  occurrences: number
  /** The values that raised it last. */
  values: Readonly<Record<string, ReadingValue>>
  acknowledgedAtMs: number | null
  acknowledgedBy: string | null
  closedAtMs: number | null
  /** User id; `system` = its case ended, or it was cleared long enough without one. */
  closedBy: string | null
  closeReason: string | null
  /** The case. */
  instanceId: string | null
  /** Why no case was started for it. */
  heldBy: 'silence' | 'parent' | 'group' | null
  /** Id of that silence, parent's alarm or group's alarm. */
  heldById: string | null
  /** 复发: the alarm before, when that was closed a short time ago. */
  recurrenceOf: string | null
  /** Of a group: members so far. */
  members: number
  /** While it is active, alarms of devices fed by this one start nothing. */
  inhibits: boolean
  /** It is closed then by itself, if it is still cleared and without a case. */
  closeDueAtMs: number | null
  /** When its case was last told of what came later. */
  toldAtMs: number | null
  /** What those above were told of it last; absent = nothing. */
  above?: ToldAbove
}

/** Whose alarms may be joined: a device's real ones and its 演练 never are. */
export const subjectKey = ({ source, deviceId, drill }: { source: string; deviceId: string; drill: boolean }): string =>
  drill ? `${source}/${deviceId}#drill` : `${source}/${deviceId}`

/** What has happened to an alarm, for its page. */
export interface AlarmEvent {
  id: string
  alarmId: string
  atMs: number
  type: 'raised' | 'again' | 'severity' | 'cleared' | 'held' | 'released' | 'started' | 'told' | 'failed' | 'acknowledged' | 'closed' | 'member'
  /** In Chinese. */
  text: string
}

/** A message as it is kept. */
export interface ReadingRow {
  /** `source/deviceId`. */
  device: string
  messageKey: string
  atMs: number
  receivedAtMs: number
  values: DeviceMessage['values']
  alarm: DeviceMessage['alarm']
  drill: boolean
  /** The device's clock is off by more than ten minutes: `atMs` is the instant of receipt. */
  skewed: boolean
  /** Older than what had come before: kept, and nothing follows from it. */
  late: boolean
  raw: string
}

/** A message among all that are kept. */
export const messageName = (device: string, messageKey: string): string => `${device} ${messageKey}`

/** Something an alarm asks of the engine: to start its case, or to tell the case what came later. */
export interface AlarmActionRow {
  id: string
  alarmId: string
  /** A start's case has the alarm's id: it can't be started twice. */
  type: 'start' | 'tell'
  /** One that is done, or is no longer wanted, is there no more. `dead` = given up until somebody looks (死信). */
  state: 'waiting' | 'dead'
  dueAtMs: number
  attempts: number
  createdAtMs: number
  /** In Chinese: why the last attempt failed. */
  error: string | null
  /** While it waits, a group may still take its alarm in. */
  areaGroup: string | null
  stormGroup: string | null
  /** When it was asked for last. */
  wantedAtMs: number
}

/** An alarm asks for one of each at most. */
export const startId = (alarmId: string): string => `${alarmId}:start`
export const tellId = (alarmId: string): string => `${alarmId}:tell`

/** Alarms that may be one: what a grouping remembers of one of its groups. */
export interface AlarmGroupRow {
  /** `<grouping id>|<what it is grouped by>`, and `|drill` behind it for 演练. */
  id: string
  groupingId: string
  /** Who raised an alarm within the window, each once, with the instant; at most as many as make a group. */
  recent: readonly (readonly [who: string, atMs: number])[]
  lastAtMs: number
  /** The alarm that stands for all. */
  alarmId: string | null
  /** Its alarm counts as cleared then, unless more come. */
  quietAtMs: number | null
}
