import { fault, type Fault } from '../interface/faults.js'
import { CODE_TABLES, type Field } from '../interface/field.js'
import { isGbk } from './gbk.js'
import { isDateFormat, readDate } from './read_date.js'

export interface FieldContext {
  charset: 'GBK' | 'Unicode'
  nowMs: number
}

type Members = Readonly<Record<string, unknown>>
export const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first fault in form of an object against its field table, or null. `path` is where it lies, `data` or `data.materials[0]`. */
export function checkFields(fields: readonly Field[], members: Members, path: string, context: FieldContext): Fault | null {
  const unknown = Object.keys(members).find((name) => !fields.some((field) => field.name === name))
  if (unknown !== undefined) return fault('3003', unknown, `${path}.${unknown}`)
  for (const field of fields) {
    const found = checkField(field, members, `${path}.${field.name}`, context)
    if (found !== null) return found
  }
  return null
}

const isFilled = (value: unknown): boolean => value !== undefined && value !== ''

function checkField(field: Field, members: Members, path: string, context: FieldContext): Fault | null {
  const value = members[field.name]
  const called = `${field.zh}（${field.name}）`
  const isDemanded = demandOf(field, members)
  if (!isFilled(value)) return isDemanded === 'always' ? fault('3001', called, path) : isDemanded === 'here' ? fault('3002', called, path) : null
  if (isDemanded === 'never') return fault('3016', called, path)
  if (field.type === 'object') return isMembers(value) ? checkFields(field.fields!, value, path, context) : fault('3004', called, path)
  if (field.type.startsWith('list..')) return checkList(field, value, called, path, context)
  if (typeof value !== 'string') return fault('3004', called, path)
  const code = checkText(field, value, context) ?? checkType(field.type, value, context, field.name) ?? checkFurther(field, value, members)
  return code === null ? null : fault(code, called, path)
}

/** `never` = has to stay empty. */
function demandOf({ need }: Field, members: Members): 'always' | 'here' | 'may' | 'never' {
  if (need === 'M') return 'always'
  if (need === 'O') return 'may'
  const other = members[need.field]
  const isMet = need.in === '*' ? isFilled(other) : need.in.includes(String(other))
  return isMet ? 'here' : need.only ? 'never' : 'may'
}

function checkList(field: Field, value: unknown, called: string, path: string, context: FieldContext): Fault | null {
  if (!Array.isArray(value)) return fault('3004', called, path)
  if (value.length === 0 || value.length > Number(field.type.slice('list..'.length))) return fault('3015', called, path)
  for (const [index, entry] of value.entries()) {
    const at = `${path}[${index}]`
    const found = isMembers(entry) ? checkFields(field.fields!, entry, at, context) : fault('3004', called, at)
    if (found !== null) return found
  }
  return null
}

const LONG_TEXT = 100
/** 17 digits and a digit or X, the year of birth where it belongs. */
const IDENTITY_NUMBER = /(?<![0-9A-Za-z])\d{6}(?:18|19|20)\d{9}[\dXx](?![0-9A-Za-z])/

function checkText(field: Field, text: string, context: FieldContext): Fault['code'] | null {
  const longest = lengthOf(field.type)
  const oneLine = longest > LONG_TEXT ? text.replaceAll('\n', '') : text
  if (/\p{Cc}/u.test(oneLine) || text.trim() !== text) return '3012'
  if (context.charset === 'GBK' && !isGbk(text)) return '3011'
  if (/\p{Cs}/u.test(text)) return '3011'
  return longest >= LONG_TEXT && !field.isPersonal && IDENTITY_NUMBER.test(text) ? '3017' : null
}

const lengthOf = (type: string): number => Number(/^an?\.\.(\d+)$/.exec(type)?.[1] ?? 0)

const MAY_LIE_AHEAD = /^(promised|due|valid|certificateValid|promisetime)/
const AHEAD_MS = 600_000

function checkType(type: string, text: string, { nowMs }: FieldContext, name: string): Fault['code'] | null {
  if (isDateFormat(type)) {
    const atMs = readDate(text, type)
    if (atMs === null) return '3008'
    if (Number.isNaN(atMs)) return '3009'
    return atMs > nowMs + AHEAD_MS && !MAY_LIE_AHEAD.test(name) ? '3022' : null
  }
  const [, kind, upTo, length, decimals] = /^(an|a|n)(\.\.)?(\d+)(?:,(\d+))?$/.exec(type)!
  if (decimals !== undefined) return checkAmount(text, Number(length), Number(decimals))
  if (kind === 'n' && !/^\d+$/.test(text)) return '3007'
  if (kind === 'a' && /\d/.test(text)) return '3021'
  const characters = [...text].length
  if (upTo) return characters > Number(length) ? '3005' : null
  return characters === Number(length) ? null : '3006'
}

function checkAmount(text: string, digits: number, decimals: number): Fault['code'] | null {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null) return '3007'
  const fraction = match[2]?.length ?? 0
  return fraction > decimals || match[1]!.length + fraction > digits ? '3014' : null
}

function checkFurther(field: Field, text: string, members: Members): Fault['code'] | null {
  if (field.codes !== undefined && !Object.hasOwn(CODE_TABLES[field.codes], text)) return '3010'
  const { pattern, range, least } = field
  if (pattern !== undefined && (pattern.when === undefined || members[pattern.when.field] === pattern.when.is) && !pattern.is.test(text)) return '3013'
  if (range !== undefined && (Number(text) < range[0] || Number(text) > range[1])) return '3018'
  return least !== undefined && [...text].length < least ? '3019' : null
}
