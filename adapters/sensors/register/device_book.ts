import { timingSafeEqual } from 'node:crypto'
import type { SharedLook } from '#engine/runtime/workers/shared_look'
import { deviceKey, type Device, type DeviceRegister } from '#processes/foundation/alarms/device'
import type { DevicePlatform, DeviceStore } from '#processes/foundation/alarms/device_store'

/** Keyed digest of a secret: of a device (`source/deviceId`) or of a platform (`source`). */
export type SecretDigest = (identity: string, secret: string) => string

export interface DeviceBook extends DeviceRegister {
  /** How many devices are known. */
  size(): number
  /** Every device, in no order. */
  all(): Iterable<Device>
  platform(source: string): DevicePlatform | null
  /** Takes in what was written, by this node or another. */
  refresh(): Promise<void>
  stop(): void
}

interface Known {
  enabled: boolean
  secretHash: string | null
}

/**
 * The register in memory: a reading costs a look-up and, over HTTP, one keyed digest (some microseconds), never a query. It reads on from
 * the revision it has, so one changed device of a hundred thousand is one row.
 */
export async function openDeviceBook(store: DeviceStore, digest: SecretDigest, looks: SharedLook): Promise<DeviceBook> {
  /** The secret lies beside the device, never in it: what rules and processes see of a device holds none. */
  const devices = new Map<string, Known & { device: Device }>()
  const platforms = new Map<string, DevicePlatform>()
  let revision = 0
  let underway: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | null = null

  async function readOn(): Promise<void> {
    if ((await store.revision()) === revision) return
    const changes = await store.changedSince(revision)
    for (const { secretHash, secretAtMs: _at, changedAtMs: _when, changedBy: _who, ...device } of changes.devices) {
      devices.set(deviceKey(device), { device, enabled: device.enabled, secretHash })
    }
    for (const platform of changes.platforms) platforms.set(platform.source, platform)
    revision = changes.revision
  }
  /** One after the other, so that an older answer never overwrites a newer one; one under way and one waiting at most. */
  const refresh = (): Promise<void> =>
    (waiting ??= underway = underway.catch(() => undefined).then(() => {
      waiting = null
      return readOn()
    }))
  const isSecretOf = (known: Known | undefined, identity: string, secret: string): boolean => {
    // An unknown name costs what a known one does: nobody learns from the time which names there are.
    const given = Buffer.from(digest(identity, secret))
    const kept = Buffer.from(known?.secretHash ?? digest(identity, `${secret}-`))
    return timingSafeEqual(given, kept) && known?.enabled === true
  }

  await refresh()
  const stop = looks.add(refresh)
  return {
    find: (source, deviceId) => devices.get(deviceKey({ source, deviceId }))?.device ?? null,
    authenticate: async (source, deviceId, secret) => {
      const key = deviceKey({ source, deviceId })
      return isSecretOf(devices.get(key), key, secret)
    },
    authenticatePlatform: async (source, secret) => isSecretOf(platforms.get(source), source, secret),
    credential(source, deviceId) {
      const known = deviceId === null ? platforms.get(source) : devices.get(deviceKey({ source, deviceId }))
      return known?.enabled ? known.secretHash : null
    },
    size: () => devices.size,
    *all() {
      for (const { device } of devices.values()) yield device
    },
    platform: (source) => platforms.get(source) ?? null,
    refresh,
    stop,
  }
}
