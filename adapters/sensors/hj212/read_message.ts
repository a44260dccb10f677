import type { DeviceMessage } from '#processes/foundation/alarms/message'
import { instantOf } from '../wire/instant.js'
import { valueName } from './factors.js'
import type { Packet } from './packet.js'

/** What a command carries: how its values are called, and over how long they are means. */
interface Period {
  suffix: string
  lengthMs: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** `DataTime` of means is the beginning of their time (HJ 212—2017, annex C). */
const PERIODS: Readonly<Record<string, Period>> = {
  '2011': { suffix: '', lengthMs: 0 },
  '2051': { suffix: '_minute', lengthMs: 10 * MINUTE_MS },
  '2061': { suffix: '_hour', lengthMs: HOUR_MS },
  '2031': { suffix: '_day', lengthMs: 24 * HOUR_MS },
}

/** Names of the standard behind a code: real-time value, mean, least, most, amount. */
const ASPECTS: Readonly<Record<string, string>> = { Rtd: '', Avg: '', Min: '_min', Max: '_max', Cou: '_total' }

/** Whether the command brings measured values. */
export const carriesValues = (packet: Packet): boolean => packet.cn in PERIODS

/**
 * The reading that a packet carries; null when it tells no value. `pm10` is a real-time value, `pm10_hour` the mean of an hour; one whose
 * mark is not N (in normal service) is kept beside it under a name that no rule asks for: `pm10_hour_flag_D`.
 */
export function readMessage(packet: Packet, source: string, receivedAtMs: number, raw: string): DeviceMessage | null {
  const period = PERIODS[packet.cn]
  if (!period) return null
  const fields = new Map(packet.fields)
  const values = Object.fromEntries(packet.fields.flatMap(([name, text]) => {
    const [, code, aspect] = /^([A-Za-z0-9]{1,20})-([A-Za-z]+)$/.exec(name) ?? []
    const ending = aspect === undefined ? undefined : ASPECTS[aspect]
    if (code === undefined || ending === undefined || !/^-?\d{1,12}(\.\d{1,9})?$/.test(text)) return []
    return [[`${valueName(code)}${period.suffix}${ending}${markOf(fields, code)}`, Number(text)] as const]
  }))
  if (Object.keys(values).length === 0) return null
  const dataTime = fields.get('DataTime') ?? ''
  const atMs = dateTimeOf(dataTime)
  return {
    source, deviceId: packet.mn,
    messageId: `${packet.cn}:${dataTime || packet.qn}:${packet.part ?? 0}`,
    eventAtMs: atMs === null ? null : knownAt(atMs, period.lengthMs, receivedAtMs),
    values, alarm: null, position: null, drill: false, raw,
  }
}

/** A mean of the period that has just ended is news when it comes, though real-time values came meanwhile; one of long ago was known at its end. */
function knownAt(atMs: number, lengthMs: number, receivedAtMs: number): number {
  const endMs = atMs + lengthMs
  return Math.abs(receivedAtMs - endMs) < lengthMs ? receivedAtMs : endMs
}

function markOf(fields: ReadonlyMap<string, string>, code: string): string {
  const mark = fields.get(`${code}-Flag`) ?? 'N'
  return mark === 'N' ? '' : `_flag_${mark.replaceAll(/[^A-Za-z0-9]/g, '')}`
}

/** `YYYYMMDDhhmmss` of China's clocks. */
const dateTimeOf = (text: string): number | null => instantOf(text.replace(/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\d*$/, '$1-$2-$3 $4:$5:$6'))
