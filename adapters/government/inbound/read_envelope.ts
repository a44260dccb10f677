import type { InboundChannel } from '#processes/foundation/inbound/channels'
import type { InboundKind } from '#processes/foundation/inbound/ports'
import { refusal, type Refusal } from '#processes/foundation/inbound/reasons'
import { isObject } from '#processes/foundation/manifest/json_reader'

/** A message as it was understood: what it is about, which of its messages it is, and its data. */
export interface Envelope {
  messageId: string
  kind: InboundKind
  upperId: string
  slot: string
  ordinal: number
  data: Readonly<Record<string, unknown>>
}

/** A file that an application names. */
export interface NamedMaterial {
  materialId: string
  code: string | null
  fileName: string
  size: number
  sm3: string
}

export type Read = { ok: true; envelope: Envelope } | Unread
type Unread = { ok: false; refusal: Refusal }

/** What every message is wrapped in. */
export type Opened = { ok: true; messageId: string; data: Record<string, unknown> } | Unread

const MEMBERS = ['messageId', 'dataset', 'schema', 'version', 'data']
const MOST_MATERIALS = 100
/** No sender has numbers like these; longer ones would not fit the key they are kept under. */
const NUMBER = /^[\p{L}\p{N}〔〕[\]().:_/-]{1,50}$/u

const no = (field: string, reason: string): Unread => ({ ok: false, refusal: refusal('R02', reason, field) })

/** Opens the envelope of a message. Pure. `text` is the body, decrypted. */
export function openEnvelope(channel: InboundChannel, dataset: string, text: string): Opened {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return no('', '报文不是有效的 JSON。')
  }
  if (!isObject(json)) return no('', '报文应为 JSON 对象。')
  const stranger = Object.keys(json).find((name) => !MEMBERS.includes(name))
  if (stranger !== undefined) return no(stranger.slice(0, 60), '信封有未约定的成员。')
  const { messageId, data } = json
  if (typeof messageId !== 'string' || !/^[\w.:-]{1,64}$/.test(messageId)) return no('messageId', 'messageId 应为 1–64 位字母、数字、点、冒号、下划线或连字符。')
  if (json.dataset !== dataset || json.schema !== `${channel.id}/${dataset}`) return no(json.dataset === dataset ? 'schema' : 'dataset', '与接口地址不一致。')
  if (json.version !== '1.0') return no('version', '只受理 1.0 版。')
  if (!isObject(data)) return no('data', 'data 应为对象。')
  const words = wordsOf(data)
  if (words === null) return no('data', 'data 嵌套过深。')
  const isDrill = Object.hasOwn(data, 'drill') || words.includes('【演练】')
  return isDrill ? { ok: false, refusal: refusal('R10') } : { ok: true, messageId, data }
}

/** Reads what a channel says about a thing of its own: the thing, a correction, its withdrawal. */
export function readMessage(channel: InboundChannel, dataset: string, { messageId, data }: Omit<Extract<Opened, { ok: true }>, 'ok'>): Read {
  if (channel.original === null || ![channel.original.dataset, 'corrections', 'withdrawals'].includes(dataset)) return { ok: false, refusal: refusal('R03', '本渠道没有这个数据集。') }
  const version = typeof data.version === 'string' && /^[1-9]\d{0,4}$/.test(data.version) ? Number(data.version) : 0
  const isOriginal = dataset === channel.original.dataset
  if (version === 0 || (version === 1) !== isOriginal) return no('data.version', '版本号应为整数：原件是 1，以后每次更正或撤回加 1。')
  const place = { messageId, slot: `v${version}`, ordinal: version }
  if (isOriginal) {
    const { kind, number } = channel.original
    const fault = originalFault(number, data)
    return fault ?? understood({ ...place, kind, upperId: String(data[number]), data: withNumbers(data) })
  }
  const { originalNo } = data
  if (!isNumber(originalNo)) return no('data.originalNo', '原件编号没有填写或格式不正确。')
  if (typeof data.reason !== 'string' || data.reason.trim() === '' || data.reason.length > 1000) return no('data.reason', '请写明理由，不超过 1000 字。')
  if (dataset === 'withdrawals') return understood({ ...place, kind: 'withdrawal', upperId: originalNo, data })
  if (!isObject(data.fields) || Object.keys(data.fields).length === 0) return no('data.fields', '请写明更正的内容。')
  if (Object.hasOwn(data.fields, channel.original.number)) return no(`data.fields.${channel.original.number}`, '编号不能更正。')
  const materials = materialsFault(data.fields.materials, 'data.fields.materials')
  return materials ?? understood({ ...place, kind: 'correction', upperId: originalNo, data: { ...data, fields: withNumbers(data.fields) } })
}

const understood = (envelope: Envelope): Read => ({ ok: true, envelope })

const isNumber = (value: unknown): value is string => typeof value === 'string' && NUMBER.test(value)

function originalFault(number: string, data: Record<string, unknown>): Unread | null {
  if (!isNumber(data[number])) return no(`data.${number}`, '编号没有填写，超过 50 个字，或含有不允许的字符。')
  if (data.form !== undefined && !isObject(data.form)) return no('data.form', 'form 应为对象。')
  return materialsFault(data.materials, 'data.materials')
}

function materialsFault(value: unknown, path: string): Unread | null {
  if (value === undefined) return null
  if (!Array.isArray(value) || value.length > MOST_MATERIALS) return no(path, `材料应为列表，不超过 ${MOST_MATERIALS} 份。`)
  const wrong = value.findIndex((one) => readMaterial(one) === null)
  return wrong < 0 ? null : no(`${path}[${wrong}]`, '材料应有 materialId、fileName、size 和 64 位十六进制的 sm3。')
}

/** One material of the list; null when it lacks what is needed to fetch and check it. */
function readMaterial(one: unknown): NamedMaterial | null {
  if (!isObject(one)) return null
  const { materialId, fileName, size, sm3, code } = one
  if (typeof materialId !== 'string' || !/^[\w.-]{1,100}$/.test(materialId) || typeof fileName !== 'string' || fileName === '' || fileName.length > 200) return null
  if (typeof size !== 'string' || !/^\d{1,9}$/.test(size) || typeof sm3 !== 'string' || !/^[0-9a-f]{64}$/.test(sm3)) return null
  return { materialId, code: typeof code === 'string' && code !== '' ? code : null, fileName, size: Number(size), sm3 }
}

/** The materials that a message's data names. */
export const namedMaterials = (data: Readonly<Record<string, unknown>>): NamedMaterial[] =>
  (Array.isArray(data.materials) ? data.materials : []).flatMap((one) => readMaterial(one) ?? [])

/** Positions are texts on the wire and numbers in a form. */
function withNumbers(data: Record<string, unknown>): Record<string, unknown> {
  const read = { ...data }
  for (const name of ['longitude', 'latitude']) {
    const value = data[name]
    if (typeof value === 'string' && /^-?\d{1,3}(?:\.\d{1,10})?$/.test(value)) read[name] = Number(value)
  }
  return read
}

/** All there is, as text: exercises may be marked anywhere, and are not for the real desk. Null = nested too deeply to be read. */
function wordsOf(data: Record<string, unknown>): string | null {
  try {
    return JSON.stringify(data)
  } catch {
    return null
  }
}
