import type { DeviceReading } from '#adapters/web/contract/devices'
import type { ReadingRow } from '#processes/foundation/alarms/alarm'
import { instant } from '../presentation/instants.js'

export const presentReading = ({ atMs, receivedAtMs, values, alarm, drill, skewed, late, raw }: ReadingRow): DeviceReading => ({
  at: instant(atMs), receivedAt: instant(receivedAtMs), values: { ...values }, alarm: alarm && { kind: alarm.kind, state: alarm.state }, drill, skewed, late, raw,
})
