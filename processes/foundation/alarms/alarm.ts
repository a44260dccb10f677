import type { DeviceMessage, ReadingValue, Severity } from './message.js'

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
}

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

/** Something an alarm asks of the engine: to start its case, or to tell the case what came later. */
export interface AlarmActionRow {
  id: string
  alarmId: string
  type: 'start' | 'tell'
  state: 'waiting' | 'done' | 'dead' | 'dropped'
  dueAtMs: number
  attempts: number
  createdAtMs: number
  /** In Chinese: why the last attempt failed. */
  error: string | null
}
