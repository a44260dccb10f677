import type { Sender } from '../accounts/device_login.js'
import { ProblemError } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

/** Their line's name among the refused reports. */
export const HTTP_LINE = 'http'

/** Reads what a device has sent; what cannot be read is counted against it and refused as ever. */
export async function readingOf<T>(services: Pick<WebServices, 'alarms' | 'clock'>, sender: Sender, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ProblemError) {
      const { code, detail } = error.problem
      services.alarms.refused(HTTP_LINE, { atMs: services.clock(), device: `${sender.source}/${sender.deviceId ?? ''}`, code, message: detail, raw: '' })
    }
    throw error
  }
}
