import { subjectKey } from '#processes/foundation/alarms/alarm'
import type { Device, DeviceRegister } from '#processes/foundation/alarms/device'
import type { DeviceMessage, Taken } from '#processes/foundation/alarms/message'

/** One message on its way into a group, or a device whose time has come. */
export type IntakeItem =
  | { type: 'message'; subject: string; device: Device; drill: boolean; message: DeviceMessage; messageKey: string; receivedAtMs: number; settle(taken: Taken): void; fail(error: unknown): void }
  | { type: 'time'; subject: string; settle(taken: Taken): void; fail(error: unknown): void }

const DRILL = '#drill'

/** Who a subject is; null when the register knows him no more. */
export function deviceOf(register: DeviceRegister, subject: string): { device: Device; drill: boolean } | null {
  const drill = subject.endsWith(DRILL)
  const name = drill ? subject.slice(0, -DRILL.length) : subject
  const cut = name.indexOf('/')
  const device = register.find(name.slice(0, cut), name.slice(cut + 1))
  return device && { device, drill }
}

/** The subject a message of this device is about. */
export const subjectOf = (device: Device, message: DeviceMessage): { subject: string; drill: boolean } => {
  const drill = message.drill || device.drill
  return { subject: subjectKey({ ...device, drill }), drill }
}
