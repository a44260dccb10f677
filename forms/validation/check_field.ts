import type { FormScope } from '#forms/schema/form_scope'
import { checkChoice } from './rules/check_choice.js'
import { checkDate } from './rules/check_date.js'
import { checkFiles } from './rules/check_files.js'
import { checkNumber } from './rules/check_number.js'
import { checkText } from './rules/check_text.js'
import { isEmptyValue } from './equal_values.js'
import { fault, type Fault } from './fault.js'
import { isOn } from './is_on.js'
import type { PreparedField } from './prepared_form.js'

/** What a field's own rules say to a value of its type; `before` tells what it held when the form was opened. */
export function checkField(field: PreparedField, value: unknown, before: () => unknown, view: FormScope, stored: Record<string, unknown>): Fault[] {
  const faults = checkByType(field, value, before, view, stored)
  if (isEmptyValue(value) && isOn(field.required, view)) faults.push(fault('E_FORM_REQUIRED', { how: askFor(field) }))
  return faults
}

function checkByType(field: PreparedField, value: unknown, before: () => unknown, view: FormScope, stored: Record<string, unknown>): Fault[] {
  switch (field.type) {
    case 'textfield':
    case 'textarea':
      return checkText(field, value, view)
    case 'number':
      return checkNumber(field, value, view)
    case 'datetime':
      return checkDate(field, value, before, view)
    case 'radio':
    case 'select':
    case 'checklist':
    case 'taglist':
      return checkChoice(field, value, view, stored)
    case 'filepicker':
      return checkFiles(field, value, view)
    case 'checkbox':
    case 'expression':
      return []
  }
}

function askFor(field: PreparedField): 'fill' | 'choose' | 'tick' | 'attach' {
  switch (field.type) {
    case 'checkbox':
      return 'tick'
    case 'filepicker':
      return 'attach'
    case 'textfield':
    case 'textarea':
    case 'number':
    case 'expression':
      return 'fill'
    default:
      return 'choose'
  }
}
