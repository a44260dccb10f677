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

/** The silence that covers this alarm at this instant, or null. */
export const silenceFor = (silences: readonly Silence[], subject: SilencedSubject, nowMs: number): Silence | null =>
  silences.find(
    (silence) =>
      silence.fromMs <= nowMs && nowMs < (silence.endedAtMs ?? silence.untilMs) && names(silence.devices, subject.device) && names(silence.deviceKinds, subject.deviceKind) &&
      names(silence.alarmKinds, subject.kind) && names(silence.towns, subject.town) && names(silence.areas, subject.area),
  ) ?? null
