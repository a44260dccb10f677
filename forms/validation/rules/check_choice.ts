import type { FormScope } from '#forms/schema/form_scope'
import { isSameValue } from '../equal_values.js'
import { fault, type Fault } from '../fault.js'
import { optionsOf } from '../options.js'
import type { PreparedField } from '../prepared_form.js'

/** Every choice is among the options, and none is made twice. */
export function checkChoice(field: PreparedField, value: unknown, view: FormScope, stored: Record<string, unknown>): Fault[] {
  const choices: readonly unknown[] = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]
  if (choices.length === 0) return []
  const options = optionsOf(field, view, stored)
  const isOffered = (choice: unknown) => options.some((option) => isSameValue(option.value, choice))
  const seen = new Set(choices.map((choice) => (typeof choice === 'object' ? JSON.stringify(choice) : choice)))
  if (seen.size < choices.length) return [fault('E_FORM_CHOSEN_TWICE', {})]
  if (choices.length > options.length || !choices.every(isOffered)) return [fault('E_FORM_NOT_AN_OPTION', {})]
  return []
}
