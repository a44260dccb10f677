import { isUtf8 } from 'node:buffer'
import type { DeviceMessage } from '#processes/foundation/alarms/message'
import { LONGEST_RAW, MOST_ITEMS, parseMessage, rawOf } from '../wire/parse_message.js'
import { LONGEST_PAYLOAD } from './packet_guard.js'
import type { TopicDevice } from './topic.js'

export type ReadPayload = { ok: true; messages: DeviceMessage[]; raw: string } | { ok: false; code: string; message: string; raw: string }

/** The messages of a payload: one object or an array of them, all of the device that the topic names. One bad item refuses the whole. */
export function readPayload(payload: Buffer | string, device: TopicDevice): ReadPayload {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  const text = bytes.length > LONGEST_PAYLOAD ? '' : bytes.toString('utf8')
  const raw = bytes.length <= LONGEST_RAW ? text : bytes.subarray(0, LONGEST_RAW).toString('utf8')
  const refused = (code: string, message: string): ReadPayload => ({ ok: false, code, message, raw })
  if (bytes.length > LONGEST_PAYLOAD) return refused('E_LINE_TOO_LARGE', `消息超过 ${LONGEST_PAYLOAD / 1024} KB。请分批上报。`)
  const body = isUtf8(bytes) ? jsonOf(text) : undefined
  if (body === undefined) return refused('E_LINE_PAYLOAD', '消息不是 UTF-8 的 JSON。请检查设备或转换程序的输出。')
  const items = Array.isArray(body) ? body : [body]
  if (items.length > MOST_ITEMS) return refused('E_LINE_TOO_LARGE', `一次至多 ${MOST_ITEMS} 条。请分批上报。`)
  const read = items.map((item) => parseMessage(item, device, items.length === 1 ? raw : rawOf(item)))
  const wrong = read.find((one) => !one.ok)
  if (wrong && !wrong.ok) return refused(wrong.code, wrong.message)
  return { ok: true, messages: read.flatMap((one) => (one.ok ? [one.message] : [])), raw }
}

/** Undefined when it is none; a byte order mark before it is allowed. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch {
    return undefined
  }
}
