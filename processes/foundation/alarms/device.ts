/** One entry of the device register. */
export interface Device {
  source: string
  deviceId: string
  /** manhole, lift, pipe, slope, forest, air, water, rain … */
  kind: string
  name: string
  address: string
  town: string
  grid: string | null
  longitude: number | null
  latitude: number | null
  /** Department id. */
  owner: string
  /** `source/deviceId` of what feeds it: while that is down, its own alarms start nothing. */
  parent: string | null
  /** Road or basin: alarms of one area can be one event. */
  area: string | null
  /** Silent for so long = offline; null = never looked at. */
  offlineAfterMs: number | null
  enabled: boolean
  /** Everything it sends is 演练. */
  drill: boolean
}

/** Who is known, and who may speak for whom. */
export interface DeviceRegister {
  /** From memory, followed by revision. */
  find(source: string, deviceId: string): Device | null
  authenticate(source: string, deviceId: string, secret: string): Promise<boolean>
  authenticatePlatform(source: string, secret: string): Promise<boolean>
  /**
   * What stands for the secret in force of a device, or of the platform (`deviceId` null): another one once it is changed. Null = there is none, or
   * the device or platform is out of use. From memory; never shown.
   */
  credential(source: string, deviceId: string | null): string | null
}

/** How a device is called in keys; `parent` names one the same way. */
export const deviceKey = ({ source, deviceId }: { source: string; deviceId: string }): string => `${source}/${deviceId}`
