import type { DeviceAlarm, ReadingValue, Severity } from './message.js'

/** What one condition remembers; which form it has is the condition's own business. */
export type NodeState = boolean | readonly string[] | readonly number[] | readonly (readonly number[])[] | { on: boolean; buckets: readonly (readonly number[])[] }

/** By the condition's number in its rule, counted from the outside in and from left to right. */
export type NodeStates = Readonly<Record<number, NodeState>>

/** One rule at one device. */
export interface RuleState {
  /** Of the conditions these states belong to: an edited rule begins anew, and its alarm stands until it says otherwise. */
  sign: string
  kind: string
  /** Of the alarm it holds up now; null = none. */
  severity: Severity | null
  nodes: NodeStates
}

/** Everything remembered of one device: small, JSON, kept in the transaction of the reading that changed it. */
export interface DeviceState {
  /** Newest instant of the device's clock that was followed. */
  atMs: number
  /** Our clock, when that was; with `atMs` it carries the device's clock on. */
  takenMs: number
  /** Our clock, when anything at all came; of one that was never heard, when it was registered. */
  heardMs: number
  /** Difference of the clocks at the last message: a constant one is a wrong clock, a changing one is old data. */
  offsetMs: number
  /** Of the newest reading: what time alone raises is raised by these. */
  values: Readonly<Record<string, ReadingValue>>
  rules: Readonly<Record<string, RuleState>>
  /** Alarms the device raised for which there is no rule. */
  own: Readonly<Record<string, Severity>>
  /** When a standing alarm was last confirmed, by kind. */
  confirmed: Readonly<Record<string, number>>
  /** When the device last spoke of its own alarms, by kind, of the last ten minutes: one that comes late counts unless a newer one did. Absent = nothing. */
  spoken?: Readonly<Record<string, number>>
  /** The newest reading was old data when it came: time alone raises nothing from it. Absent = it was not. */
  replayed?: true
  /** Our clock: look again then, even if nothing comes. */
  dueAtMs: number | null
}

export const blankState = (nowMs: number): DeviceState => ({
  atMs: 0, takenMs: nowMs, heardMs: nowMs, offsetMs: 0, values: {}, rules: {}, own: {}, confirmed: {}, dueAtMs: null,
})

/** False: only its registration is remembered, and `heardMs` is when that was. */
export const wasHeard = ({ atMs }: DeviceState): boolean => atMs > 0

/** An instant at which the conditions are looked at: because something came, or because it is time to. */
export interface Moment {
  /** The device's clock. */
  atMs: number
  /** Ours. */
  nowMs: number
  heardMs: number
  /** null = nothing new to read. */
  reading: { values: Readonly<Record<string, ReadingValue>>; alarm: DeviceAlarm | null } | null
}
