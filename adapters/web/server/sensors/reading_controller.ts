import { MOST_ITEMS, parseMessage, rawOf } from '#adapters/sensors/wire/parse_message'
import type { DeviceMessage, Taken } from '#processes/foundation/alarms/message'
import type { Sender } from '../accounts/device_login.js'
import type { Operations } from '../http/api_call.js'
import type { WebServices } from '../web_services.js'
import { HTTP_LINE } from './tell_refused.js'

/** The door for readings over HTTP: answered when everything is durable; one bad item holds back no other. */
export const readingController = (services: WebServices): Pick<Operations, 'takeReadings'> => ({
  async takeReadings(call) {
    const items: readonly unknown[] = Array.isArray(call.body) ? call.body.slice(0, MOST_ITEMS) : [call.body]
    const outcomes: (Taken | null)[] = []
    const messages: DeviceMessage[] = []
    for (const item of items) {
      const parsed = parseMessage(item, call.sender!, rawOf(item))
      if (parsed.ok) messages.push(parsed.message)
      outcomes.push(parsed.ok ? null : { kind: 'rejected', code: parsed.code, message: parsed.message })
    }
    const taken = messages.length === 0 ? [] : await services.alarms.intake.take(messages, services.clock())
    let next = 0
    const results = outcomes.map((outcome) => outcome ?? taken[next++]!)
    for (const [index, result] of results.entries()) {
      if (result.kind !== 'rejected') continue
      services.alarms.refused(HTTP_LINE, { atMs: services.clock(), device: deviceOf(items[index], call.sender!), code: result.code, message: result.message, raw: rawOf(items[index]) })
    }
    return {
      body: {
        accepted: results.filter(({ kind }) => kind === 'accepted').length, duplicates: results.filter(({ kind }) => kind === 'duplicate').length,
        rejected: results.flatMap((result, index) => (result.kind === 'rejected' ? [{ index, code: result.code, message: result.message }] : [])),
      },
    }
  },
})

/** As whose reading an item is counted: its own word if it names a device, else whoever sent it. */
function deviceOf(item: unknown, { source, deviceId }: Sender): string {
  const told = typeof item === 'object' && item !== null && 'deviceId' in item ? item.deviceId : null
  return `${source}/${deviceId ?? (typeof told === 'string' ? told : '')}`
}
