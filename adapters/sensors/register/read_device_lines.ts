import { deviceProblems, type DeviceContext } from '#processes/foundation/alarms/check_device'
import { deviceKey, type Device } from '#processes/foundation/alarms/device'
import { DEVICE_KINDS } from '#processes/foundation/alarms/device_kinds'
import { DEVICE_COLUMNS, titleOfField, type DeviceField } from './device_columns.js'

export const MOST_LINES = 20_000

/** What the lines are held against. */
export interface LineContext extends DeviceContext {
  /** A unit by id, name or short name; null = none, or more than one. */
  unitCalled(word: string): string | null
  existing(source: string, deviceId: string): Device | null
}

/** One line of the file and what it would do. Secrets stand in no report. */
export interface DeviceLine {
  /** As a spreadsheet counts: the titles are line 1. */
  line: number
  /** `source/deviceId` as far as it could be read. */
  device: string
  outcome: 'added' | 'changed' | 'same' | 'wrong'
  /** Titles of the columns that change; sentences of what is wrong. */
  notes: readonly string[]
  wanted: { device: Device; secret: string | null } | null
}

export type DeviceLines = { lines: readonly DeviceLine[] } | { refusal: string }

/** Reads a list of devices; each line by itself, and none twice. */
export function readDeviceLines(rows: readonly (readonly string[])[], context: LineContext): DeviceLines {
  const [titles = [], ...rest] = rows
  const places = placesOf(titles)
  const missing = DEVICE_COLUMNS.filter(({ field, required }) => required && !places.has(field)).map(({ title }) => title)
  if (missing.length > 0) return { refusal: `第一行应为列名，缺少：${missing.join('、')}。请按模板填写。` }
  if (rest.length > MOST_LINES) return { refusal: `一次最多导入 ${MOST_LINES} 行，文件有 ${rest.length} 行。请分成几个文件。` }
  const seen = new Map<string, number>()
  const lines: DeviceLine[] = []
  for (const [index, row] of rest.entries()) {
    if (row.every((cell) => cell.trim() === '')) continue
    lines.push(readLine(index + 2, (field) => (places.has(field) ? (row[places.get(field)!] ?? '').trim() : ''), context, seen))
  }
  return lines.length === 0 ? { refusal: '文件里没有设备。请在列名下面每行填写一台。' } : { lines }
}

/** Where each column stands; brackets and blanks in a title do not count. */
function placesOf(titles: readonly string[]): Map<DeviceField, number> {
  const bare = (title: string): string => title.replace(/[\s*＊]|[（(].*?[）)]/g, '')
  const found = titles.map(bare)
  return new Map(DEVICE_COLUMNS.flatMap(({ field, title }) => {
    const place = found.findIndex((one) => one === bare(title) || one === field)
    return place < 0 ? [] : [[field, place] as const]
  }))
}

function readLine(line: number, cell: (field: DeviceField) => string, context: LineContext, seen: Map<string, number>): DeviceLine {
  const key = deviceKey({ source: cell('source'), deviceId: cell('deviceId') })
  const wrong = (notes: readonly string[]): DeviceLine => ({ line, device: key, outcome: 'wrong', notes, wanted: null })
  const twin = seen.get(key)
  if (twin !== undefined) return wrong([`与第 ${twin} 行是同一台设备`])
  seen.set(key, line)

  const problems: string[] = []
  const device = deviceOf(cell, context, problems)
  for (const { field, message } of deviceProblems(device, context)) problems.push(`${titleOfField(field)}：${message}`)
  const secret = cell('secret')
  if (secret !== '' && !isFitSecret(secret)) problems.push('密钥：应为 16–200 位可见字符，不含空格')
  const before = context.existing(device.source, device.deviceId)
  if (before && !context.mayOwn(before.owner)) problems.push('这台设备属于别的单位，不能修改')
  if (problems.length > 0) return wrong(problems)

  const notes = before ? [...changedFields(before, device), ...(secret === '' ? [] : [titleOfField('secret')])] : []
  return { line, device: key, outcome: !before ? 'added' : notes.length > 0 ? 'changed' : 'same', notes, wanted: { device, secret: secret === '' ? null : secret } }
}

function deviceOf(cell: (field: DeviceField) => string, { unitCalled }: LineContext, problems: string[]): Device {
  const empty = (field: DeviceField): string | null => cell(field) || null
  const number = (field: DeviceField): number | null => {
    const text = cell(field)
    if (text === '') return null
    if (!/^-?\d+(\.\d+)?$/.test(text)) problems.push(`${titleOfField(field)}：“${text.slice(0, 30)}”不是数字`)
    return Number.isFinite(Number(text)) ? Number(text) : null
  }
  const truth = (field: DeviceField, whenEmpty: boolean): boolean => {
    const text = cell(field)
    if (text !== '' && !YES.has(text) && !NO.has(text)) problems.push(`${titleOfField(field)}：请写“是”或“否”`)
    return text === '' ? whenEmpty : YES.has(text)
  }
  const minutes = number('offlineAfterMs')
  return {
    source: cell('source'), deviceId: cell('deviceId'), kind: kindCalled(cell('kind')), name: cell('name'), address: cell('address'),
    town: unitCalled(cell('town')) ?? '', grid: empty('grid'), longitude: rounded(number('longitude')), latitude: rounded(number('latitude')),
    owner: unitCalled(cell('owner')) ?? '', parent: empty('parent'), area: empty('area'), offlineAfterMs: minutes === null ? null : Math.round(minutes * 60_000),
    enabled: truth('enabled', true), drill: truth('drill', false),
  }
}

const YES = new Set(['是', '启用', '1', 'true', 'TRUE', 'Y', 'y'])
const NO = new Set(['否', '停用', '0', 'false', 'FALSE', 'N', 'n'])

/** As the register keeps it: millionths of a degree. */
const rounded = (degrees: number | null): number | null => (degrees === null ? null : Math.round(degrees * 1e6) / 1e6)

const kindCalled = (word: string): string => Object.entries(DEVICE_KINDS).find(([, name]) => name === word || name.replace(/（.*）/, '') === word)?.[0] ?? word

/** Long enough that nobody guesses it, and fit for a header. */
export const isFitSecret = (secret: string): boolean => /^[\x21-\x7e]{16,200}$/.test(secret)

const changedFields = (before: Device, after: Device): string[] =>
  (Object.keys(after) as (keyof Device)[]).filter((field) => before[field] !== after[field]).map(titleOfField)
