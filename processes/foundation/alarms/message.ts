/** 严重程度 of an alarm, worst first. */
export type Severity = 'critical' | 'major' | 'minor' | 'warning'

export const SEVERITIES: readonly Severity[] = ['critical', 'major', 'minor', 'warning']

export type ReadingValue = number | string | boolean

/** What a device says of an alarm that it raises or clears itself. */
export interface DeviceAlarm {
  kind: string
  severity: Severity | null
  state: 'raised' | 'cleared'
  startedAtMs: number | null
}

/** What a line (MQTT, HTTP, HJ 212, a table) hands over: one reading or alarm of one device. */
export interface DeviceMessage {
  /** Platform or line it came in by; with `deviceId` the device's identity. */
  source: string
  deviceId: string
  /** The sender's own id of this message; null = instant, alarm and a digest of the values stand in for it. */
  messageId: string | null
  /** The device's clock; null = none told. */
  eventAtMs: number | null
  /** Measured values by name, in the unit the register names: {tilt: 22.4, battery: 89}. */
  values: Readonly<Record<string, ReadingValue>>
  alarm: DeviceAlarm | null
  /** Degrees, CGCS2000. */
  position: { longitude: number; latitude: number } | null
  /** 演练 */
  drill: boolean
  /** As it came, at most 8 KB of it. */
  raw: string
}

/** What became of one message. `message` is for people, in Chinese. */
export type Taken = { kind: 'accepted' } | { kind: 'duplicate' } | { kind: 'rejected'; code: string; message: string }

/** The one door for readings, whichever line they come by. */
export interface Intake {
  /**
   * Answers in the order of `messages`, and only when everything is committed. Rejects with E_INTAKE_BUSY (503, `retryAfterMs`) when the
   * bounded queue is full: HTTP answers 503 with Retry-After, MQTT withholds the PUBACK.
   */
  take(messages: readonly DeviceMessage[], receivedAtMs: number): Promise<Taken[]>
}
