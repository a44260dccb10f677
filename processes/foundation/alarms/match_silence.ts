import type { Silence } from './silence.js'

/** What a silence is held against. */
export interface SilencedSubject {
  /** `source/deviceId` */
  device: string
  deviceKind: string
  kind: string
  town: string
  area: string | null
}

const names = (list: readonly string[], value: string | null): boolean => list.length === 0 || (value !== null && list.includes(value))

/** Whether a silence can hold back alarms of this device, of some kind, at some time. */
export const coversDevice = (silence: Silence, { device, deviceKind, town, area }: Omit<SilencedSubject, 'kind'>): boolean =>
  names(silence.devices, device) && names(silence.deviceKinds, deviceKind) && names(silence.towns, town) && names(silence.areas, area)

/** The silence that covers this alarm at this instant, or null. */
export const silenceFor = (silences: readonly Silence[], subject: SilencedSubject, nowMs: number): Silence | null =>
  silences.find(
    (silence) =>
      silence.fromMs <= nowMs && nowMs < (silence.endedAtMs ?? silence.untilMs) && coversDevice(silence, subject) && names(silence.alarmKinds, subject.kind),
  ) ?? null
