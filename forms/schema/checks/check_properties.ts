import { isField } from '../component_kinds.js'
import { isFeel } from '../form_expression.js'
import type { ComponentType, FormComponent } from '../form_schema.js'
import { isRecord, isUsableKey, valueAt } from '../key_path.js'
import type { ExpectedValue, Report } from '../problem.js'
import type { PlacedComponent } from '../walk_components.js'
import { kindOf } from './check_structure.js'

const HOLDS: Record<Exclude<ExpectedValue, 'defaultValue' | 'options'>, (value: unknown) => boolean> = {
  object: isRecord,
  list: Array.isArray,
  text: (value) => typeof value === 'string',
  flag: (value) => typeof value === 'boolean',
  on: (value) => value === true,
  flagOrFeel: (value) => typeof value === 'boolean' || isFeel(value),
  feel: isFeel,
  numberOrFeel: (value) => isNumeric(value) || isFeel(value),
  lengthOrFeel: (value) => isCount(value) || isFeel(value),
  count: isCount,
  positive: (value) => isNumeric(value) && Number(value) > 0,
  validationType: (value) => value === '' || value === 'email' || value === 'phone' || value === 'custom',
  subtype: (value) => value === 'date' || value === 'time' || value === 'datetime',
  timeFormat: (value) => value === 'utc_offset' || value === 'utc_normalized' || value === 'no_timezone',
  dateOrFeel: (value) => (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) || isFeel(value),
}

type Rules = Record<string, keyof typeof HOLDS>

const ANY: Rules = { id: 'text', label: 'text', description: 'text', conditional: 'object', 'conditional.hide': 'feel', properties: 'object' }
const KEYED: Rules = { disabled: 'flagOrFeel', readonly: 'flagOrFeel' }
const VALIDATED: Rules = { ...KEYED, validate: 'object', 'validate.required': 'flagOrFeel' }
const TEXT: Rules = {
  ...VALIDATED,
  'validate.minLength': 'lengthOrFeel',
  'validate.maxLength': 'lengthOrFeel',
  'validate.pattern': 'text',
  'validate.patternErrorMessage': 'text',
  'validate.validationType': 'validationType',
}
const CHOICE: Rules = { ...VALIDATED, values: 'list', valuesKey: 'text', valuesExpression: 'feel' }

/** Which property of which type must be what; a property that is absent is always right. */
const RULES: Record<ComponentType, Rules> = {
  textfield: TEXT,
  textarea: TEXT,
  number: {
    ...VALIDATED,
    'validate.min': 'numberOrFeel',
    'validate.max': 'numberOrFeel',
    decimalDigits: 'count',
    increment: 'positive',
    serializeToString: 'flag',
  },
  datetime: {
    ...VALIDATED,
    subtype: 'subtype',
    dateLabel: 'text',
    timeLabel: 'text',
    disallowPassedDates: 'flag',
    timeSerializingFormat: 'timeFormat',
    'properties.minDate': 'dateOrFeel',
    'properties.maxDate': 'dateOrFeel',
  },
  checkbox: VALIDATED,
  checklist: CHOICE,
  radio: CHOICE,
  select: CHOICE,
  taglist: CHOICE,
  expression: { ...KEYED, expression: 'feel' },
  filepicker: { ...VALIDATED, multiple: 'flagOrFeel', accept: 'text' },
  group: { path: 'text' },
  dynamiclist: {
    // the viewer itself reads a list that does not repeat in two ways
    isRepeating: 'on',
    allowAddRemove: 'flag',
    defaultRepetitions: 'count',
    'properties.minItems': 'count',
    'properties.maxItems': 'count',
  },
  table: { dataSource: 'text', columns: 'list', columnsExpression: 'feel', rowCount: 'count' },
  text: { text: 'text' },
  html: { content: 'text' },
  image: {},
  iframe: {},
  documentPreview: {},
  spacer: {},
  separator: {},
  button: {},
}

/** Every property has the kind of value it needs, and every field a key that can be used. */
export function checkProperties(placed: PlacedComponent, report: Report): void {
  const { component, jsonPath } = placed
  for (const [property, expected] of Object.entries({ ...ANY, ...RULES[component.type] })) {
    const value = valueAt(component, property.split('.'))
    if (value !== undefined && !HOLDS[expected](value)) {
      report(`${jsonPath}.${property}`, 'E_SCHEMA_BAD_VALUE', { expected, found: kindOf(value) })
    }
  }
  checkKey(component, jsonPath, report)
  checkRange(component, jsonPath, report)
}

function checkKey(component: FormComponent, jsonPath: string, report: Report): void {
  const named = isField(component) ? 'key' : component.type === 'dynamiclist' ? 'path' : null
  const property = named ?? 'path'
  const key = valueAt(component, [property])
  if (named !== null && (typeof key !== 'string' || key === '')) {
    report(`${jsonPath}.${property}`, 'E_SCHEMA_KEY_MISSING', { type: component.type })
  } else if ((named !== null || component.type === 'group') && typeof key === 'string' && key !== '' && !isUsableKey(key)) {
    report(`${jsonPath}.${property}`, 'E_SCHEMA_KEY_UNUSABLE', { key })
  }
}

function checkRange(component: FormComponent, jsonPath: string, report: Report): void {
  for (const [lower, upper] of [
    ['validate.min', 'validate.max'],
    ['validate.minLength', 'validate.maxLength'],
    ['properties.minItems', 'properties.maxItems'],
  ] as const) {
    const from = valueAt(component, lower.split('.'))
    const to = valueAt(component, upper.split('.'))
    if (isNumeric(from) && isNumeric(to) && Number(from) > Number(to)) {
      report(`${jsonPath}.${lower}`, 'E_SCHEMA_EMPTY_RANGE', { lower: String(from), upper: String(to) })
    }
  }
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
}

function isCount(value: unknown): boolean {
  return isNumeric(value) && Number.isInteger(Number(value)) && Number(value) >= 0
}
