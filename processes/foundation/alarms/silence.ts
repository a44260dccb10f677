/** 静默: maintenance, during which alarms are kept and start nothing. What it does not name counts as every. */
export interface Silence {
  id: string
  reason: string
  /** Who answers for it (user id). */
  owner: string
  fromMs: number
  untilMs: number
  /** `source/deviceId`. */
  devices: readonly string[]
  deviceKinds: readonly string[]
  alarmKinds: readonly string[]
  towns: readonly string[]
  areas: readonly string[]
  createdAtMs: number
  /** Ended by hand before `untilMs`. */
  endedAtMs: number | null
}
