import { RestProblem } from './rest_problem.js'

/** A variable as the external task REST carries it. */
export interface TypedValue {
  value?: unknown
  type?: string | null
  valueInfo?: Record<string, unknown> | null
}

const INTEGER_LIMIT = 2 ** 31

/** Date text of the REST interface: `2026-11-22T09:30:00.000+0800`. */
export const restDate = (atMs: number): string => `${new Date(atMs + 8 * 3_600_000).toISOString().slice(0, -1)}+0800`

const numberType = (value: number): string => {
  if (!Number.isInteger(value)) return 'Double'
  return value >= -INTEGER_LIMIT && value < INTEGER_LIMIT ? 'Integer' : 'Long'
}

/** A variable of ours for a worker: lists and objects as JSON text. */
export const typedValue = (value: unknown): TypedValue => {
  if (value === null || value === undefined) return { type: 'Null', value: null, valueInfo: {} }
  if (typeof value === 'string') return { type: 'String', value, valueInfo: {} }
  if (typeof value === 'boolean') return { type: 'Boolean', value, valueInfo: {} }
  if (typeof value === 'number') return { type: numberType(value), value, valueInfo: {} }
  return { type: 'Json', value: JSON.stringify(value), valueInfo: {} }
}

const bad = (name: string, what: string) => new RestProblem(400, 'InvalidRequestException', `变量“${name}”${what}`)

const jsonOf = (name: string, value: unknown): unknown => {
  if (typeof value !== 'string') return value ?? null
  try {
    return JSON.parse(value) as unknown
  } catch {
    throw bad(name, '的类型是 JSON，但内容不是正确的 JSON 文本。请更正。')
  }
}

const wholeNumber = (name: string, value: unknown): number => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  throw bad(name, '应为整数（绝对值不超过 2⁵³）。请更正，更大的数请以文本传递。')
}

const anyNumber = (name: string, value: unknown): number => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw bad(name, '应为数字。请更正。')
}

/** ISO-8601 with an offset that keeps the instant; `+0800` becomes `+08:00`, as FEEL reads it. */
const dateText = (name: string, value: unknown): string => {
  const parts = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/.exec(value) : null
  const offset = parts?.[3] === undefined ? '+08:00' : parts[3].replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  const text = parts ? `${parts[1]}${parts[2] ?? ''}${offset}` : ''
  if (!parts || !Number.isFinite(Date.parse(text))) throw bad(name, '应为日期时间，如 2026-11-22T09:30:00.000+0800。请更正。')
  return text
}

const textOf = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value
  throw bad(name, '应为文本。请更正。')
}

const truth = (name: string, value: unknown): boolean => {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  throw bad(name, '应为 true 或 false。请更正。')
}

/** Serialised objects: only as JSON, since nothing here runs Java. */
const objectOf = (name: string, { value, valueInfo }: TypedValue): unknown => {
  const format = valueInfo?.serializationDataFormat
  if (typeof format === 'string' && format.toLowerCase() !== 'application/json') {
    throw bad(name, `是以 ${format} 序列化的对象，本系统只收 JSON。请改用 Json 类型。`)
  }
  return jsonOf(name, value)
}

const READERS: Readonly<Record<string, (name: string, typed: TypedValue) => unknown>> = {
  null: () => null,
  string: (name, { value }) => textOf(name, value),
  boolean: (name, { value }) => truth(name, value),
  short: (name, { value }) => wholeNumber(name, value),
  integer: (name, { value }) => wholeNumber(name, value),
  long: (name, { value }) => wholeNumber(name, value),
  double: (name, { value }) => anyNumber(name, value),
  number: (name, { value }) => anyNumber(name, value),
  date: (name, { value }) => dateText(name, value),
  json: (name, { value }) => jsonOf(name, value),
  xml: (name, { value }) => textOf(name, value),
  object: objectOf,
}

const plainValue = (name: string, typed: TypedValue): unknown => {
  const type = typed.type?.toLowerCase()
  if (type === 'file' || type === 'bytes') throw bad(name, '是文件。请先以 POST /api/v1/attachments 上传，再把附件编号作为变量传递。')
  if (type === undefined) return typed.value ?? null
  const read = READERS[type]
  if (!read) throw bad(name, `的类型“${typed.type}”不支持。请使用 String、Boolean、Integer、Long、Double、Date、Json 或 Null。`)
  return typed.value === null || typed.value === undefined ? null : read(name, typed)
}

/** Variables of a worker as the engine keeps them: plain JSON. */
export const plainValues = (variables: Readonly<Record<string, TypedValue>> | null | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(variables ?? {}).map(([name, typed]) => {
      if (typeof typed !== 'object' || typed === null || Array.isArray(typed)) throw bad(name, '应写成 {"value": …, "type": …}。请更正。')
      return [name, plainValue(name, typed)]
    }),
  )
