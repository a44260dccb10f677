import { localDate } from '#forms/schema/form_clock'
import type { FormScope } from '#forms/schema/form_scope'
import { dayOf } from '../date_time_text.js'
import { isSameValue } from '../equal_values.js'
import { fault, type Fault } from '../fault.js'
import { plainValue } from '../plain_value.js'
import type { PreparedField } from '../prepared_form.js'
import { limitNow } from './limit.js'

/**
 * No day before today where the form says so, and the bounds of `properties.minDate` / `maxDate`. A day that was stored
 * earlier and is not touched may since have passed.
 */
export function checkDate(field: PreparedField, value: unknown, before: () => unknown, view: FormScope): Fault[] {
  const { component } = field
  if (component.type !== 'datetime' || component.subtype === 'time' || typeof value !== 'string') return []
  const hasBounds = component.disallowPassedDates === true || field.minDate !== null || field.maxDate !== null
  if (!hasBounds || isSameValue(value, before())) return []
  const faults: Fault[] = []
  const day = dayOf(value)
  if (component.disallowPassedDates === true && day < localDate(view.nowMs)) faults.push(fault('E_FORM_DATE_PASSED', {}))
  const earliest = plainValue(limitNow(field.minDate, view))
  const latest = plainValue(limitNow(field.maxDate, view))
  if (typeof earliest === 'string' && day < earliest.slice(0, 10)) faults.push(fault('E_FORM_DATE_TOO_EARLY', { limit: earliest.slice(0, 10) }))
  if (typeof latest === 'string' && day > latest.slice(0, 10)) faults.push(fault('E_FORM_DATE_TOO_LATE', { limit: latest.slice(0, 10) }))
  return faults
}
