import type { FieldComponent, OptionSource } from '../form_schema.js'
import { isRecord } from '../key_path.js'
import type { Report } from '../problem.js'
import { kindOf } from './check_structure.js'

const MAX_OPTIONS = 5_000
const MULTIPLE = new Set(['checklist', 'taglist'])

/** Options come from exactly one source, each with a value of its own; a default value fits its component. */
export function checkChoices(component: FieldComponent, jsonPath: string, report: Report): void {
  if (component.type === 'checklist' || component.type === 'taglist' || component.type === 'radio' || component.type === 'select') {
    checkSource(component, jsonPath, report)
  }
  const { defaultValue } = component
  if (defaultValue !== undefined && defaultValue !== null && !fitsDefault(component, defaultValue)) {
    report(`${jsonPath}.defaultValue`, 'E_SCHEMA_BAD_VALUE', { expected: 'defaultValue', found: kindOf(defaultValue) })
  }
}

function checkSource(source: OptionSource, jsonPath: string, report: Report): void {
  const given = [source.values, source.valuesKey, source.valuesExpression].filter((one) => one !== undefined)
  if (given.length !== 1) report(jsonPath, 'E_SCHEMA_OPTION_SOURCES', { count: given.length })
  if (!Array.isArray(source.values)) return
  if (source.values.length > MAX_OPTIONS) {
    report(`${jsonPath}.values`, 'E_SCHEMA_TOO_BIG', { what: 'options', limit: MAX_OPTIONS })
    return
  }
  const seen = new Set<string>()
  source.values.forEach((option: unknown, index) => {
    const value = isRecord(option) ? option.value : option
    if (!isOptionValue(value)) {
      report(`${jsonPath}.values[${index}]`, 'E_SCHEMA_BAD_VALUE', { expected: 'options', found: kindOf(option) })
      return
    }
    const text = JSON.stringify(value)
    if (seen.has(text)) report(`${jsonPath}.values[${index}]`, 'E_SCHEMA_DUPLICATE_OPTION', { value: kindOf(value) })
    seen.add(text)
  })
}

/** What form-js accepts as an option's value: an object with entries, or a primitive that is not empty. */
function isOptionValue(value: unknown): boolean {
  if (isRecord(value)) return Object.keys(value).length > 0
  return value === false || value === true || (typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'string' && value !== '')
}

function fitsDefault(component: FieldComponent, value: unknown): boolean {
  if (MULTIPLE.has(component.type)) return Array.isArray(value)
  switch (component.type) {
    case 'textfield':
    case 'textarea':
    case 'datetime':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
    case 'checkbox':
      return typeof value === 'boolean'
    case 'expression':
    case 'filepicker':
      return false
    default:
      return true
  }
}
