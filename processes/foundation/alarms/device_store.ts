import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import type { UserId } from '#engine/model/principal'
import type { Device } from './device.js'

/** What names a device: the platform or line it comes in by, and its id there. Neither holds a slash, so `source/deviceId` is one name. */
export const DEVICE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/

/** A device as the register keeps it. Devices are put out of use, never deleted: alarms and cases go on naming them. */
export interface StoredDevice extends Device {
  /** Keyed digest of its secret; null = it has none of its own, its platform speaks for it. */
  secretHash: string | null
  secretAtMs: number | null
  changedAtMs: number
  changedBy: UserId
}

/** A platform that may speak for every device of its source. */
export interface DevicePlatform {
  source: string
  name: string
  /** Department that answers for it. */
  owner: string
  enabled: boolean
  secretHash: string | null
  secretAtMs: number | null
  changedAtMs: number
  changedBy: UserId
}

/** A device as somebody wants it. Without `secretHash` the secret stays what it is; null takes it away. */
export interface DeviceWrite {
  device: Device
  secretHash?: string | null
}

export interface DeviceFilter {
  kind?: string
  source?: string
  town?: string
  enabled?: boolean
  /** Departments whose devices are looked for; absent = all. */
  owners?: readonly string[]
  /** Part of id, name or address. */
  query?: string
}

export interface RegisterChanges {
  devices: readonly StoredDevice[]
  platforms: readonly DevicePlatform[]
  /** Up to which these are all. */
  revision: number
}

export interface DeviceStore {
  /** Grows with every write. */
  revision(): Promise<number>
  /** What was written after that revision; 0 = everything. */
  changedSince(revision: number): Promise<RegisterChanges>
  /** By source and id, ascending. */
  list(filter: DeviceFilter, page: PageRequest): Promise<Page<StoredDevice>>
  find(source: string, deviceId: string): Promise<StoredDevice | null>
  /** All of them or, when the database refuses one, none; with `atRevision` only while the register stands there, else it throws ChangedMeanwhile. */
  put(writes: readonly DeviceWrite[], by: UserId, nowMs: number, atRevision?: number): Promise<void>
  platforms(): Promise<readonly DevicePlatform[]>
  findPlatform(source: string): Promise<DevicePlatform | null>
  putPlatform(platform: DevicePlatform): Promise<void>
}
