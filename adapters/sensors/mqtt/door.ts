import type { DeviceRegister } from '#processes/foundation/alarms/device'
import type { LoginGuard } from '../lines/login_guard.js'

/** Who is connected: one device, or a platform that speaks for all of its source. */
export interface Identity {
  source: string
  /** null = the platform. */
  deviceId: string | null
  /** By which it came in: another one in force means that this one is not. */
  credential: string
}

export type Entrance = { kind: 'known'; identity: Identity } | { kind: 'unknown' } | { kind: 'busy' }

/** Lets in who has the secret of the register: user name `source/deviceId`, or `source` alone for a platform. */
export const createDoor = (register: DeviceRegister, guard: LoginGuard) =>
  async (username: string, password: string, address: string): Promise<Entrance> => {
    if (!guard.mayTry(username, address)) return { kind: 'busy' }
    const [source = '', ...rest] = username.split('/')
    const deviceId = rest.length === 0 ? null : rest.join('/')
    // asked for first: one that is changed meanwhile is found not to be in force
    const credential = register.credential(source, deviceId)
    const isKnown = deviceId === null ? await register.authenticatePlatform(source, password) : await register.authenticate(source, deviceId, password)
    if (isKnown && credential !== null) return { kind: 'known', identity: { source, deviceId, credential } }
    guard.wrong(username, address)
    return { kind: 'unknown' }
  }

/** Whether one that is let in as `identity` may speak for a device. */
export const speaksFor = (identity: Identity, device: { source: string; deviceId: string }): boolean =>
  identity.source === device.source && (identity.deviceId === null || identity.deviceId === device.deviceId)

/** False once the secret it came in by was changed, or its device or platform put out of use. */
export const isInForce = (register: DeviceRegister, { source, deviceId, credential }: Identity): boolean => register.credential(source, deviceId) === credential

export const nameOf = ({ source, deviceId }: Identity): string => (deviceId === null ? source : `${source}/${deviceId}`)
