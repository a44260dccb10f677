import { declareValue, evaluateDeclared, type DeclaredValue } from '#processes/foundation/manifest/declared_value'
import { isObject } from '#processes/foundation/manifest/json_reader'
import type { AnyFact } from '#processes/foundation/deliveries/fact'
import type { SettingsProblem, TargetSettings } from '#processes/foundation/deliveries/target'
import { quoted } from '../field_format/code.js'
import { timeText, type TimePattern } from '../field_format/time.js'

/** One field of a message, as data: what it is called there, and what of the fact goes into it. */
export interface FieldRule {
  name: string
  /** A literal, or FEEL over the fact's content and `messageId`, `number`, `kind`, `atMs`, `madeAtMs`, `caseKey`. */
  value: string
  required?: boolean
  /** In characters; over-long is refused, never cut. */
  maxLength?: number
  /** Of an instant of ours. */
  date?: TimePattern
  /** Table of the target's `codes` that the value is looked up in. */
  codes?: string
}

/** What is told of one sort of fact. */
export interface MessageRule {
  fields: readonly FieldRule[]
  /** Below the target's address. Of interfaces of the web. */
  path?: string
  /** Element of the body, and its namespace. Of SOAP. */
  operation?: string
  namespace?: string
  /** Of a front database. */
  table?: string
  /** Column that `messageId` stands in, with a unique index: the same row comes once. */
  idColumn?: string
}

export const PATTERNS: readonly TimePattern[] = [
  'YYYYMMDDThhmmss', 'YYYYMMDDhhmmss', 'YYYYMMDDhh:mm:ss', 'YYYY-MM-DD hh:mm:ss', 'YYYY-MM-DDThh:mm:ss+08:00', 'YYYYMMDD', 'YYYY-MM-DD',
]
const MOST_FIELDS = 300

/** `options.messages` of a target: rules by sort of fact. What is not as it should be is left out; `checkRules` says what. */
export function messageRules({ options }: Pick<TargetSettings, 'options'>): Readonly<Record<string, MessageRule>> {
  return isObject(options.messages) ? (options.messages as unknown as Readonly<Record<string, MessageRule>>) : {}
}

/** What is wrong with the rules of a target, by field. `name` = what a field may be called there. */
export function checkRules(settings: TargetSettings, kinds: readonly string[], name: { pattern: RegExp; message: string }): SettingsProblem[] {
  const rules = messageRules(settings)
  if (Object.keys(rules).length === 0) return [{ path: 'options.messages', message: '请至少配置一类报文的字段对应。' }]
  return Object.entries(rules).flatMap(([kind, rule]): SettingsProblem[] => {
    const path = `options.messages.${kind}`
    if (!kinds.includes(kind)) return [{ path, message: `没有“${kind}”这类数据。` }]
    if (!isObject(rule) || !Array.isArray(rule.fields) || rule.fields.length === 0 || rule.fields.length > MOST_FIELDS) return [{ path: `${path}.fields`, message: `请配置 1–${MOST_FIELDS} 个字段。` }]
    const names = new Set<string>()
    return rule.fields.flatMap((field, index) => checkField(field, { path: `${path}.fields[${index}]`, names, name, codes: settings.codes }))
  })
}

interface FieldCheck {
  path: string
  names: Set<string>
  name: { pattern: RegExp; message: string }
  codes: TargetSettings['codes']
}

function checkField(field: unknown, { path, names, name, codes }: FieldCheck): SettingsProblem[] {
  if (!isObject(field) || typeof field.name !== 'string' || !name.pattern.test(field.name)) return [{ path: `${path}.name`, message: name.message }]
  const problems: SettingsProblem[] = []
  if (names.has(field.name)) problems.push({ path: `${path}.name`, message: `字段“${field.name}”配置了两次。` })
  names.add(field.name)
  const declared = typeof field.value === 'string' ? declareValue(field.value) : { ok: false as const, message: '取值应是文字，或以“=”开头的表达式。' }
  if (!declared.ok) problems.push({ path: `${path}.value`, message: declared.message })
  if (field.date !== undefined && !PATTERNS.some((pattern) => pattern === field.date)) problems.push({ path: `${path}.date`, message: `日期格式只能是：${PATTERNS.join('、')}。` })
  if (field.maxLength !== undefined && !(Number.isInteger(field.maxLength) && Number(field.maxLength) > 0)) problems.push({ path: `${path}.maxLength`, message: '最大长度是大于 0 的整数。' })
  if (field.codes !== undefined && !Object.hasOwn(codes, String(field.codes))) problems.push({ path: `${path}.codes`, message: `没有代码表“${String(field.codes)}”。请先建立。` })
  return problems
}

export type FilledFields = { ok: true; values: readonly (readonly [name: string, value: string])[] } | { ok: false; reason: string }

/** The fields of a message in the order of their rules; one without a value is left out. All that does not fit is said at once. */
export function fillFields(rule: MessageRule, fact: AnyFact, settings: TargetSettings, { nowMs, messageId }: { nowMs: number; messageId: string }): FilledFields {
  const { number, kind, atMs, caseKey } = fact
  const scope = { ...fact.content, messageId, number, kind, atMs, caseKey, madeAtMs: nowMs } as Readonly<Record<string, unknown>>
  const faults: string[] = []
  const values = rule.fields.flatMap((field): (readonly [string, string])[] => {
    const value = evaluateDeclared(compiled(field.value), scope, nowMs)
    const filled = fitted(field, value, settings.codes)
    if (filled !== null && 'fault' in filled) faults.push(`“${field.name}”${filled.fault}`)
    if (filled === null && field.required === true) faults.push(`“${field.name}”没有值`)
    return filled === null || 'fault' in filled ? [] : [[field.name, filled.text]]
  })
  return faults.length === 0 ? { ok: true, values } : { ok: false, reason: `${faults.join('；')}。请补正办件数据，或更正字段对应。` }
}

function fitted({ date, codes: table, maxLength }: FieldRule, value: unknown, codes: TargetSettings['codes']): { text: string } | { fault: string } | null {
  if (value === null || value === undefined || value === '') return null
  if (date !== undefined) return typeof value === 'number' ? { text: timeText(value, date) } : { fault: '不是时间' }
  if (typeof value === 'object') return { fault: '不是单个的值' }
  const plain = String(value)
  if (table !== undefined) {
    const code = codes[table]
    return code !== undefined && Object.hasOwn(code, plain) ? { text: code[plain]! } : { fault: `的值${quoted(plain)}在代码表“${table}”中没有对应` }
  }
  const { length } = [...plain]
  return maxLength !== undefined && length > maxLength ? { fault: `超过 ${maxLength} 个字（现有 ${length} 个）` } : { text: plain }
}

const EXPRESSIONS = new Map<string, DeclaredValue>()
const MOST_EXPRESSIONS = 5_000
const NOTHING: DeclaredValue = { kind: 'literal', value: null }

/** Each text is compiled once. */
function compiled(source: string): DeclaredValue {
  const known = EXPRESSIONS.get(source)
  if (known !== undefined) return known
  const declared = declareValue(source)
  const value = declared.ok ? declared.value : NOTHING
  if (EXPRESSIONS.size >= MOST_EXPRESSIONS) EXPRESSIONS.clear()
  EXPRESSIONS.set(source, value)
  return value
}
