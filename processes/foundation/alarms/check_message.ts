import { DEVICE_NAME } from './device_store.js'
import type { DeviceMessage, Taken } from './message.js'

const MOST_VALUES = 100
const LONGEST_NAME = 64
const LONGEST_TEXT = 500
const LONGEST_KIND = 80
const LONGEST_ID = 128
const LONGEST_RAW = 8_192
/** 1970 to 2200; a clock before 2000 is wrong, one outside of these is none. */
const EARLIEST_MS = 0
const LATEST_MS = 7_258_118_400_000

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/

const isText = (text: string, most: number): boolean => text.trim() !== '' && text.length <= most && !CONTROL.test(text)

const isWithin = (value: number, least: number, most: number): boolean => value >= least && value <= most

/** Why a message cannot be taken, or null. Whatever the line, nothing larger or stranger than this goes on. */
export function checkMessage(message: DeviceMessage): (Taken & { kind: 'rejected' }) | null {
  const refuse = (code: string, text: string) => ({ kind: 'rejected', code, message: text }) as const
  if (!DEVICE_NAME.test(message.source) || !DEVICE_NAME.test(message.deviceId)) return refuse('E_MESSAGE_DEVICE', '来源和设备编号应为字母、数字、点、横线、下划线，至多 80 个字符。请检查设备编号。')
  if (message.messageId !== null && !isText(message.messageId, LONGEST_ID)) return refuse('E_MESSAGE_ID', `消息编号应为 1 到 ${LONGEST_ID} 个字符。请缩短。`)
  for (const atMs of [message.eventAtMs, message.alarm?.startedAtMs ?? null]) {
    if (atMs !== null && !(Number.isSafeInteger(atMs) && isWithin(atMs, EARLIEST_MS, LATEST_MS))) return refuse('E_MESSAGE_TIME', '时间不在 1970 年至 2200 年之间。请检查设备时钟和时间单位。')
  }
  return checkValues(message, refuse) ?? checkPlace(message, refuse)
}

type Refuse = (code: string, text: string) => Taken & { kind: 'rejected' }

function checkValues({ values, alarm, raw }: DeviceMessage, refuse: Refuse): (Taken & { kind: 'rejected' }) | null {
  const entries = Object.entries(values)
  if (entries.length > MOST_VALUES) return refuse('E_MESSAGE_VALUES', `一条消息最多 ${MOST_VALUES} 个测值，但收到 ${entries.length} 个。请分开上报。`)
  for (const [name, value] of entries) {
    if (name === '' || name.length > LONGEST_NAME) return refuse('E_MESSAGE_VALUES', `测值名称应为 1 到 ${LONGEST_NAME} 个字符。请改正。`)
    if (typeof value === 'number' && !Number.isFinite(value)) return refuse('E_MESSAGE_VALUES', `测值“${name}”不是有效数字。请检查设备。`)
    if (typeof value === 'string' && value.length > LONGEST_TEXT) return refuse('E_MESSAGE_VALUES', `测值“${name}”的文字超过 ${LONGEST_TEXT} 个字符。请缩短。`)
  }
  if (alarm !== null && !isText(alarm.kind, LONGEST_KIND)) return refuse('E_MESSAGE_ALARM', `报警类型应为 1 到 ${LONGEST_KIND} 个字符。请改正。`)
  return raw.length > LONGEST_RAW ? refuse('E_MESSAGE_SIZE', '原始报文超过 8 KB。请分开上报。') : null
}

const checkPlace = ({ position }: DeviceMessage, refuse: Refuse): (Taken & { kind: 'rejected' }) | null =>
  position === null || (isWithin(position.longitude, -180, 180) && isWithin(position.latitude, -90, 90)) ? null : refuse('E_MESSAGE_POSITION', '经纬度超出范围。请检查定位。')
