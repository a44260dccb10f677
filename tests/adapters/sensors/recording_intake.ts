import type { Device, DeviceRegister } from '#processes/foundation/alarms/device'
import type { DeviceMessage, Intake, Taken } from '#processes/foundation/alarms/message'

/** An intake that keeps what it was given, as the real one does: each message id of a device once. */
export interface RecordingIntake extends Intake {
  kept: DeviceMessage[]
  /** Until it is called again: takes nothing and says that its queue is full. */
  setFull(isFull: boolean): void
  /** Until released: what is taken is not committed. */
  hold(): () => void
  /** Readings on their way that are neither kept nor refused. */
  waiting(): number
  /** Messages it was given for the first time, taken or not. */
  asked(): number
  /** Rejects the next ones as a broken database would. */
  failNext(times: number): void
}

export function createRecordingIntake(): RecordingIntake {
  const kept: DeviceMessage[] = []
  const known = new Set<string>()
  let isFull = false
  let gate: Promise<void> = Promise.resolve()
  let waiting = 0
  let failures = 0
  const asked = new Set<DeviceMessage>()
  return {
    kept,
    setFull(now) {
      isFull = now
    },
    hold() {
      let release = (): void => {}
      gate = new Promise((resolve) => (release = resolve))
      return () => release()
    },
    waiting: () => waiting,
    asked: () => asked.size,
    failNext(times) {
      failures = times
    },
    async take(messages) {
      for (const message of messages) asked.add(message)
      if (isFull) throw Object.assign(new Error('busy'), { code: 'E_INTAKE_BUSY' })
      if (failures > 0) {
        failures -= 1
        throw new Error('the database is away')
      }
      waiting += messages.length
      await gate
      waiting -= messages.length
      return messages.map((message): Taken => {
        const key = JSON.stringify([message.source, message.deviceId, message.messageId ?? [message.eventAtMs, message.values]])
        if (known.has(key)) return { kind: 'duplicate' }
        if (message.deviceId === 'nobody') return { kind: 'rejected', code: 'E_DEVICE_UNKNOWN', message: '设备没有登记。' }
        known.add(key)
        kept.push(message)
        return { kind: 'accepted' }
      })
    },
  }
}

/** Every device has the secret `secret of <source>/<id>`, every platform `secret of <source>`. */
export const testRegister: DeviceRegister = {
  find: (source, deviceId) => ({ source, deviceId }) as Device,
  authenticate: async (source, deviceId, secret) => secret === `secret of ${source}/${deviceId}`,
  authenticatePlatform: async (source, secret) => secret === `secret of ${source}`,
  credential: () => 'in force',
}

/** Waits until `isSo`; the limit guards against hanging only. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 20_000; !isSo();) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
