/** Data that a person could enter into a form, from its JSON alone; nothing of the validator is imported. */
import * as fc from 'fast-check'

export interface RawComponent {
  type: string
  key?: string
  path?: string
  components?: RawComponent[]
  values?: unknown[]
  valuesKey?: string
  subtype?: string
  serializeToString?: boolean
  increment?: number | string
  timeSerializingFormat?: string
  validate?: Record<string, unknown>
  disabled?: unknown
  readonly?: unknown
  allowAddRemove?: boolean
  defaultRepetitions?: number
}

/** Variables that the fixtures and the corpus read without having a field for them. */
export const OUTSIDE = {
  least: 3,
  most: 8,
  min: 2,
  max: 6,
  minLength: 2,
  maxLength: 4,
  streets: ['星沙', { label: '湘龙街道', value: '湘龙' }, '泉塘'],
  towns: ['㮾梨', '黄兴'],
  xyzData: ['x', 'y', 'z'],
  largeDataset: ['l1', 'l2', 'l3'],
  loanOptions: { maxAllowance: 100, currentlyUsed: 40 },
  offeredAdditionalLoan: 30,
}

const TEXTS = ['', 'a', 'x', 'y', 'p', 'own', 'none', 'yes', 'zz', 'aab', '张三', '欧阳娜娜', '一二三四五六', 'has blank', ' 两端 ', '13800138000', 'z13800138000', '138001380001', 'C-123', 'A1', 'a@b.cn', 'a@', '+8613800138000', '430121199001011236', '长沙县开慧镇']
const DATES = ['2026-11-22', '2025-02-28', '2030-01-01']
const TIMES = ['09:30', '00:00', '23:45']

/** Entries for the components, as a nested object like the form's own data. */
export function enteredData(components: readonly RawComponent[]): fc.Arbitrary<Record<string, unknown>> {
  const parts = places(components, [])
  return fc.tuple(...parts.map(({ value }) => value)).map((values) => {
    const data: Record<string, unknown> = {}
    parts.forEach(({ path }, index) => setAt(data, path, values[index]))
    return data
  })
}

function places(components: readonly RawComponent[], around: string[]): { path: string[]; value: fc.Arbitrary<unknown> }[] {
  return components.flatMap((component) => {
    const path = [...around, ...(component.path || component.key || '').split('.').filter((part) => part !== '')]
    if (component.type === 'group') return places(component.components ?? [], [...around, ...(component.path || '').split('.').filter((part) => part !== '')])
    if (component.type === 'dynamiclist') return [{ path, value: rowsOf(component) }]
    if (component.disabled === true || component.readonly === true) return []
    const value = entry(component)
    return value === null || component.key === undefined ? [] : [{ path, value }]
  })
}

function rowsOf(component: RawComponent): fc.Arbitrary<unknown> {
  const count = component.allowAddRemove === false ? { minLength: component.defaultRepetitions ?? 1, maxLength: component.defaultRepetitions ?? 1 } : { maxLength: 3 }
  return fc.array(enteredData(component.components ?? []), count)
}

/** What a person can leave in one field; null: the component takes no entry. */
function entry(component: RawComponent): fc.Arbitrary<unknown> | null {
  switch (component.type) {
    case 'textfield':
    case 'textarea':
      return fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 8 }).map((text) => text.replace(/[\r\n\t]/g, ' ')))
    case 'number':
      return numbers(component)
    case 'checkbox':
      return fc.boolean()
    case 'radio':
    case 'select':
      return fc.constantFrom(null, ...optionValues(component))
    case 'checklist':
    case 'taglist':
      return fc.subarray(optionValues(component))
    case 'datetime':
      return fc.constantFrom(null, ...moments(component))
    case 'filepicker':
      return fc.constant(null)
    default:
      return null
  }
}

/** Mostly the limits, and what lies closely around them. */
function numbers(component: RawComponent): fc.Arbitrary<unknown> {
  const limits = [component.validate?.min, component.validate?.max, component.increment].map(Number).filter(Number.isFinite)
  const near = limits.flatMap((limit) => [limit - 1, limit - 0.5, limit, limit + 0.5, limit + 1, limit * 1.5, limit * 3])
  const number = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...near, 0, 1.5) },
    { weight: 2, arbitrary: fc.constantFrom(0, 1, -1, 0.05, 0.15, 2.675, 3, 7, 12, 17, 18, 301, 1001, 100000) },
    { weight: 1, arbitrary: fc.integer({ min: -5000, max: 5000 }).map((one) => one / 100) },
  )
  return fc.option(component.serializeToString ? number.map((one): unknown => String(one)) : number.map((one): unknown => one), { freq: 8 })
}

function optionValues(component: RawComponent): unknown[] {
  const source = component.values ?? (component.valuesKey === undefined ? OUTSIDE.towns : (OUTSIDE as Record<string, unknown>)[component.valuesKey])
  return Array.isArray(source) ? source.map((option: unknown) => (typeof option === 'object' && option !== null ? (option as { value: unknown }).value : option)) : []
}

function moments(component: RawComponent): string[] {
  if (component.subtype === 'time') return TIMES
  if (component.subtype !== 'datetime') return DATES
  const end = component.timeSerializingFormat === 'no_timezone' ? '' : component.timeSerializingFormat === 'utc_normalized' ? 'Z' : '+08:00'
  return DATES.map((date, index) => `${date}T${TIMES[index]}${end}`)
}

function setAt(data: Record<string, unknown>, path: string[], value: unknown): void {
  let inside = data
  for (const part of path.slice(0, -1)) inside = (inside[part] ??= {}) as Record<string, unknown>
  inside[path.at(-1)!] = value
}
