import type { FormScope } from '#forms/schema/form_scope'
import { fault, type Fault } from '../fault.js'
import type { PreparedField } from '../prepared_form.js'
import { isEmail, isPhone } from '../presets.js'
import { limitNow } from './limit.js'

/** Pattern, lengths (without blanks at both ends) and presets; an empty text breaks none of them. */
export function checkText(field: PreparedField, value: unknown, view: FormScope): Fault[] {
  if (typeof value !== 'string' || value === '') return []
  const faults: Fault[] = []
  const { component } = field
  const validate = 'validate' in component ? component.validate : undefined
  if (field.pattern !== null && !field.pattern.test(value)) {
    faults.push(fault('E_FORM_PATTERN', { custom: validate?.patternErrorMessage || null }))
  }
  const length = value.trim().length
  const minLength = lengthNow(limitNow(field.minLength, view))
  const maxLength = lengthNow(limitNow(field.maxLength, view))
  if (minLength !== null && length < minLength) faults.push(fault('E_FORM_TOO_SHORT', { limit: minLength }))
  if (maxLength !== null && length > maxLength) faults.push(fault('E_FORM_TOO_LONG', { limit: maxLength }))
  if (validate?.validationType === 'email' && !isEmail(value)) faults.push(fault('E_FORM_EMAIL', {}))
  if (validate?.validationType === 'phone' && !isPhone(value)) faults.push(fault('E_FORM_PHONE', {}))
  return faults
}

/** A length as a number; what is none does not limit, as in form-js. */
function lengthNow(limit: unknown): number | null {
  if (limit === null || (typeof limit !== 'number' && typeof limit !== 'string')) return null
  const length = Number(limit)
  return Number.isNaN(length) ? null : length
}
