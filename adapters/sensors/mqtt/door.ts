import type { DeviceRegister } from '#processes/foundation/alarms/device'

/** Who is connected: one device, or a platform that speaks for all of its source. */
export interface Identity {
  source: string
  /** null = the platform. */
  deviceId: string | null
}

export type Entrance = { kind: 'known'; identity: Identity } | { kind: 'unknown' } | { kind: 'busy' }

/** Wrong secrets of one name from one address in a minute; then it waits for the next minute. */
const MOST_WRONG = 10
const MINUTE_MS = 60_000
const MOST_REMEMBERED = 10_000

/** Lets in who has the secret of the register: user name `source/deviceId`, or `source` alone for a platform. */
export function createDoor(register: DeviceRegister, clock: () => number) {
  let minute = 0
  const wrong = new Map<string, number>()
  const wrongOf = (who: string): number => {
    const now = Math.floor(clock() / MINUTE_MS)
    if (now !== minute || wrong.size > MOST_REMEMBERED) wrong.clear()
    minute = now
    return wrong.get(who) ?? 0
  }
  return async (username: string, password: string, address: string): Promise<Entrance> => {
    const who = `${address} ${username}`
    if (wrongOf(who) >= MOST_WRONG) return { kind: 'busy' }
    const [source = '', ...rest] = username.split('/')
    const deviceId = rest.length === 0 ? null : rest.join('/')
    const isKnown = deviceId === null ? await register.authenticatePlatform(source, password) : await register.authenticate(source, deviceId, password)
    if (isKnown) return { kind: 'known', identity: { source, deviceId } }
    wrong.set(who, wrongOf(who) + 1)
    return { kind: 'unknown' }
  }
}

/** Whether one that is let in as `identity` may speak for a device. */
export const speaksFor = (identity: Identity, device: { source: string; deviceId: string }): boolean =>
  identity.source === device.source && (identity.deviceId === null || identity.deviceId === device.deviceId)
