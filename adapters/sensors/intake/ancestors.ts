import { subjectKey, type AlarmRow } from '#processes/foundation/alarms/alarm'
import { deviceKey, type Device, type DeviceRegister } from '#processes/foundation/alarms/device'
import type { AlarmActionStore } from '#processes/foundation/alarms/ports'

/** A device is fed by what feeds its parent too; a register that runs in circles ends here. */
const MOST_ANCESTORS = 5

/** `source/deviceId` of what feeds a device, the nearest first. */
export function ancestorsOf(register: DeviceRegister, device: Device): string[] {
  const found: string[] = []
  for (let parent = device.parent; parent !== null && found.length < MOST_ANCESTORS && !found.includes(parent);) {
    found.push(parent)
    const cut = parent.indexOf('/')
    parent = register.find(parent.slice(0, cut), parent.slice(cut + 1))?.parent ?? null
  }
  return found
}

/** The subject of a device or of its 演练. */
export const subjectFor = (device: string, drill: boolean): string => (drill ? `${device}#drill` : device)

/** A standing alarm of what feeds the alarm's device, if there is one that inhibits. */
export async function inhibitorAbove(register: DeviceRegister, store: Pick<AlarmActionStore, 'inhibitors'>, alarm: AlarmRow): Promise<AlarmRow | null> {
  const device = register.find(alarm.source, alarm.deviceId)
  const ancestors = device === null ? [] : ancestorsOf(register, device).map((parent) => subjectFor(parent, alarm.drill))
  if (ancestors.length === 0) return null
  return (await store.inhibitors(ancestors)).find((found) => ancestors.includes(subjectKey(found))) ?? null
}

export const subjectOfDevice = (device: Device, drill: boolean): string => subjectFor(deviceKey(device), drill)
