import { chineseNumber } from '../layout/chinese_number.js'

/** The value of a function, or what is wrong with its arguments; `wrong: ''` means a missing value, reported by the caller. */
export type FunctionAnswer = { value: unknown } | { wrong: string }

type TemplateFunction = (values: unknown[], loop: Record<string, unknown>) => FunctionAnswer

const MISSING: FunctionAnswer = { wrong: '' }
const SHANGHAI_OFFSET_MS = 8 * 3_600_000

/** What a template can call besides its data. A closed list: templates reach nothing else. */
const FUNCTIONS = new Map<string, TemplateFunction>([
  ['日期', ([value]) => onInstant(value, (at) => `${at.year}年${at.month}月${at.day}日`)],
  ['日期时间', ([value]) => onInstant(value, (at) => `${at.year}年${at.month}月${at.day}日 ${two(at.hour)}:${two(at.minute)}`)],
  ['默认', ([value, instead]) => ({ value: isBlank(value) ? instead : value })],
  ['序号', (_values, loop) => (typeof loop.number === 'number' ? { value: loop.number } : { wrong: '只能用在 {{#each}} 里面。' })],
  ['中文数字', ([value]) => onNumber(value, (number) => chineseNumber(number))],
  ['金额', ([value]) => onNumber(value, yuanOf)],
  ['遮盖', ([value]) => (isBlank(value) ? MISSING : { value: masked(String(value)) })],
  ['连接', ([value, separator]) => joined(value, separator)],
  ['数量', ([value]) => (Array.isArray(value) ? { value: value.length } : { wrong: '需要一个列表。' })],
  ['等于', ([left, right]) => ({ value: left === right })],
  ['不是', ([value]) => ({ value: Array.isArray(value) ? value.length === 0 : !value })],
  ['任一', (values) => ({ value: values.some((value) => !isBlank(value) && value !== false) })],
  ['全部', (values) => ({ value: values.every((value) => !isBlank(value) && value !== false) })],
])

export function isTemplateFunction(name: string): boolean {
  return FUNCTIONS.has(name)
}

export function callTemplateFunction(name: string, values: unknown[], loop: Record<string, unknown>): FunctionAnswer {
  return FUNCTIONS.get(name)?.(values, loop) ?? { wrong: '没有这个函数。' }
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

interface Instant {
  year: number
  month: number
  day: number
  hour: number
  minute: number
}

/** Epoch milliseconds, or a date as `2026-03-12`; printed as it is in Asia/Shanghai (UTC+8 without summer time since 1991). */
function onInstant(value: unknown, print: (at: Instant) => string): FunctionAnswer {
  if (isBlank(value)) return MISSING
  const date = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null
  if (date) return { value: print({ year: Number(date[1]), month: Number(date[2]), day: Number(date[3]), hour: 0, minute: 0 }) }
  if (typeof value !== 'number' || !Number.isFinite(value)) return { wrong: '需要一个日期。' }
  const local = new Date(value + SHANGHAI_OFFSET_MS)
  return {
    value: print({
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
    }),
  }
}

function onNumber(value: unknown, print: (number: number) => string): FunctionAnswer {
  if (isBlank(value)) return MISSING
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? { value: print(value) } : { wrong: '需要一个不小于 0 的整数。' }
}

/** Fen → 12,345.60 元. */
function yuanOf(fen: number): string {
  const yuan = String(Math.floor(fen / 100)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${yuan}.${two(fen % 100)}元`
}

/** Keeps the first and the last four characters of a long number, the first of a short one. */
function masked(text: string): string {
  const characters = [...text]
  if (characters.length < 9) return characters.map((character, index) => (index === 0 ? character : '*')).join('')
  return characters.map((character, index) => (index < 4 || index >= characters.length - 4 ? character : '*')).join('')
}

function joined(value: unknown, separator: unknown): FunctionAnswer {
  if (!Array.isArray(value)) return { wrong: '需要一个列表。' }
  return { value: value.map(String).join(typeof separator === 'string' ? separator : '、') }
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
