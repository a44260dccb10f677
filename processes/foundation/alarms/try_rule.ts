import { advanceByMessage, advanceByTime, type AdvancedDevice } from './advance_device.js'
import type { ReadingRow } from './alarm.js'
import type { Device } from './device.js'
import type { Severity } from './message.js'
import { prepareRule } from './prepare_rule.js'
import type { AlarmRule } from './rule.js'
import type { DeviceState } from './rule_state.js'

/** What a rule would have done: one line per turn. */
export interface TriedLine {
  atMs: number
  type: 'raised' | 'severity' | 'cleared'
  severity: Severity
  /** The reading that brought it about; null = time did. */
  reading: ReadingRow | null
}

/** Plays a rule over past readings of a device, in the order of its clock, up to `untilMs`. Nothing is kept and nothing follows. */
export function tryRule(rule: AlarmRule, device: Device, readings: readonly ReadingRow[], untilMs: number): TriedLine[] {
  const rules = [prepareRule({ ...rule, enabled: true, deviceKinds: [], devices: [] })]
  const lines: TriedLine[] = []
  let state: DeviceState | null = null
  const note = ({ state: after, changes }: AdvancedDevice, reading: ReadingRow | null): void => {
    state = after
    for (const { type, kind, severity, atMs } of changes) {
      if (kind === rule.kind && (type === 'raised' || type === 'severity' || type === 'cleared')) lines.push({ atMs, type, severity, reading })
    }
  }
  const passTime = (toMs: number): void => {
    for (let turns = 0; turns < 1_000; turns += 1) {
      if (state === null || state.dueAtMs === null || state.dueAtMs > toMs) return
      note(advanceByTime(rules, device, state, state.dueAtMs), null)
    }
  }
  for (const reading of readings.toSorted((one, other) => one.atMs - other.atMs)) {
    passTime(reading.atMs)
    const { atMs, values, alarm, drill, raw } = reading
    note(advanceByMessage(rules, device, state, { ...device, messageId: null, eventAtMs: atMs, values, alarm, position: null, drill, raw }, atMs), reading)
  }
  passTime(untilMs)
  return lines
}
