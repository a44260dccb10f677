import type { FormScope } from '#forms/schema/form_scope'
import { isRecord, ownValue } from '#forms/schema/key_path'
import type { PreparedField, ReadableOption } from './prepared_form.js'

/**
 * The options a field offers. Those of `valuesKey` come from the variables as they were stored, never from what is being
 * submitted; those of `valuesExpression` from the form as it now stands.
 */
export function optionsOf(field: PreparedField, view: FormScope, stored: Record<string, unknown>): readonly ReadableOption[] {
  if (field.options !== null) return field.options
  const { component } = field
  if ('valuesKey' in component && component.valuesKey !== undefined) return normaliseOptions(ownValue(stored, component.valuesKey))
  return normaliseOptions(field.optionsExpression?.evaluate(view))
}

/** Options as value and label, without those that form-js would not show: nothing, empty text, an object without a value. */
export function normaliseOptions(source: unknown): readonly ReadableOption[] {
  if (!Array.isArray(source)) return []
  return source.flatMap((option: unknown): ReadableOption[] => {
    if (!isRecord(option)) return isShownPrimitive(option) ? [{ value: option, label: String(option) }] : []
    const label = ownValue(option, 'label')
    const value = ownValue(option, 'value')
    if (typeof label === 'string' && label !== '') return isShownValue(value) ? [{ value, label }] : []
    return isShownPrimitive(value) ? [{ value, label: String(value) }] : []
  })
}

function isShownValue(value: unknown): boolean {
  return isRecord(value) ? Object.keys(value).length > 0 : isShownPrimitive(value)
}

function isShownPrimitive(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isNaN(value)
  return typeof value === 'boolean' || (typeof value === 'string' && value !== '')
}
