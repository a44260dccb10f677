import { DEVICE_NAME } from '#processes/foundation/alarms/device_store'
import { SEVERITIES, type DeviceAlarm, type DeviceMessage, type ReadingValue } from '#processes/foundation/alarms/message'
import { instantOf } from './instant.js'

export type ParsedMessage = { ok: true; message: DeviceMessage } | { ok: false; code: string; message: string }

/** Whom the sender has shown to be; null = each item says so. */
export interface Sender {
  source: string | null
  deviceId: string | null
}

/** Items of one body. */
export const MOST_ITEMS = 1_000
/** Of a message as it came, characters. */
export const LONGEST_RAW = 8_192
const MOST_VALUES = 100
const LONGEST_TEXT = 500

/** Names in rules are names of FEEL: letters of any script, digits, `_`. */
const VALUE_NAME = /^[\p{L}_][\p{L}\p{N}_]{0,63}$/u
const KNOWN = ['messageId', 'at', 'values', 'alarm', 'longitude', 'latitude', 'drill']

class Fault {
  readonly code: string
  readonly message: string
  constructor(code: string, message: string) {
    this.code = code
    this.message = message
  }
}

/** Reads one item of a body, as HTTP and MQTT carry it: `{messageId?, at?, values?, alarm?, longitude?, latitude?, drill?}`. Never throws. */
export function parseMessage(item: unknown, sender: Sender, raw: string): ParsedMessage {
  if (!isRecord(item)) return { ok: false, code: 'E_MESSAGE_NO_OBJECT', message: '每条数据应为 JSON 对象，如 {"values": {"tilt": 22.4}}。' }
  const parts = [
    nameOf(item, 'source', sender.source), nameOf(item, 'deviceId', sender.deviceId), messageIdOf(item['messageId']), atOf(item['at'], 'at'), valuesOf(item['values']),
    alarmOf(item['alarm']), positionOf(item), drillOf(item['drill']), saysSomething(item),
  ] as const
  const fault = parts.find((part) => part instanceof Fault)
  if (fault instanceof Fault) return { ok: false, code: fault.code, message: fault.message }
  const [source, deviceId, messageId, eventAtMs, values, alarm, position, drill] = parts as unknown as [
    string, string, string | null, number | null, Record<string, ReadingValue>, DeviceAlarm | null, DeviceMessage['position'], boolean,
  ]
  return { ok: true, message: { source, deviceId, messageId, eventAtMs, values, alarm, position, drill, raw: raw.slice(0, LONGEST_RAW) } }
}

/** An item of a list as text; what is nested too deeply to be written again says so. */
export function rawOf(item: unknown): string {
  try {
    return JSON.stringify(item)
  } catch {
    return '（嵌套过深，未保存原文）'
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A sign of life may be empty, or tell only when; one that tells nothing we know is a mistake. */
const saysSomething = (item: Record<string, unknown>): Fault | null =>
  Object.keys(item).every((name) => name === 'source' || name === 'deviceId') || KNOWN.some((name) => name in item)
    ? null
    : new Fault('E_MESSAGE_EMPTY', '没有 values，也没有 alarm。测得的值应写在 values 内，如 {"values": {"tilt": 22.4}}。')

function nameOf(item: Record<string, unknown>, field: 'source' | 'deviceId', shown: string | null): string | Fault {
  const told = item[field] ?? shown
  if (typeof told !== 'string' || !DEVICE_NAME.test(told)) return new Fault('E_MESSAGE_DEVICE', `${field} 应为登记的编号：字母、数字、点、横线、下划线，至多 80 个字符。`)
  return shown !== null && told !== shown ? new Fault('E_MESSAGE_FOREIGN', `所用的密钥或主题属于“${shown}”，不能代“${told}”上报。`) : told
}

function messageIdOf(value: unknown): string | null | Fault {
  if (value === undefined || value === null) return null
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof text === 'string' && text.length >= 1 && text.length <= 128 ? text : new Fault('E_MESSAGE_ID', 'messageId 应为 1–128 个字符的文本。')
}

function atOf(value: unknown, field: string): number | null | Fault {
  if (value === undefined || value === null) return null
  return instantOf(value) ?? new Fault('E_MESSAGE_AT', `${field} 应为 ISO-8601 时刻，或自 1970 年起的秒数、毫秒数。`)
}

function valuesOf(value: unknown): Record<string, ReadingValue> | Fault {
  if (value === undefined || value === null) return {}
  if (!isRecord(value)) return new Fault('E_MESSAGE_VALUES', 'values 应为对象，如 {"tilt": 22.4, "battery": 89}。')
  const entries = Object.entries(value).filter(([, one]) => one !== null)
  if (entries.length > MOST_VALUES) return new Fault('E_MESSAGE_VALUES', `values 至多 ${MOST_VALUES} 项。`)
  const wrong = entries.find(([name, one]) => !VALUE_NAME.test(name) || !isReadingValue(one))
  if (wrong) return new Fault('E_MESSAGE_VALUES', `values 中的“${wrong[0].slice(0, 80)}”不能用：名称由文字、数字、下划线组成，值为数、不超过 ${LONGEST_TEXT} 字的文本或是否。`)
  return Object.fromEntries(entries) as Record<string, ReadingValue>
}

const isReadingValue = (value: unknown): value is ReadingValue =>
  typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'string' && value.length <= LONGEST_TEXT)

function alarmOf(value: unknown): DeviceAlarm | null | Fault {
  if (value === undefined || value === null) return null
  const wrong = (what: string) => new Fault('E_MESSAGE_ALARM', `alarm ${what}，如 {"kind": "tilt", "severity": "major", "state": "raised"}。`)
  if (!isRecord(value)) return wrong('应为对象')
  const { kind, severity = null, state = 'raised', startedAt } = value
  if (typeof kind !== 'string' || kind.trim() === '' || kind.length > 80) return wrong('须有 kind（至多 80 个字符）')
  const known = severity === null ? null : SEVERITIES.find((one) => one === severity)
  if (known === undefined) return wrong(`的 severity 应为 ${SEVERITIES.join('、')} 之一`)
  if (state !== 'raised' && state !== 'cleared') return wrong('的 state 应为 raised 或 cleared')
  const startedAtMs = atOf(startedAt, 'alarm.startedAt')
  return startedAtMs instanceof Fault ? startedAtMs : { kind: kind.trim(), severity: known, state, startedAtMs }
}

function positionOf({ longitude = null, latitude = null }: Record<string, unknown>): DeviceMessage['position'] | Fault {
  if (longitude === null && latitude === null) return null
  const isIn = (value: unknown, most: number): value is number => typeof value === 'number' && Math.abs(value) <= most
  return isIn(longitude, 180) && isIn(latitude, 90) ? { longitude, latitude } : new Fault('E_MESSAGE_POSITION', 'longitude、latitude 应为一对经纬度（CGCS2000，度）。')
}

const drillOf = (value: unknown): boolean | Fault =>
  value === undefined || value === null ? false : typeof value === 'boolean' ? value : new Fault('E_MESSAGE_DRILL', 'drill 应为 true 或 false。')
