import type { FormScope } from '#forms/schema/form_scope'
import { compareDecimals, nearestMultiples, parseDecimal, type Decimal } from '../decimal.js'
import { fault, type Fault } from '../fault.js'
import type { PreparedField } from '../prepared_form.js'
import { limitNow } from './limit.js'

/** Decimal places, steps and range, reckoned in decimals so that 0.1 + 0.2 and long figures are exact. */
export function checkNumber(field: PreparedField, value: unknown, view: FormScope): Fault[] {
  const { component } = field
  if (component.type !== 'number' || value === null || value === undefined || value === '') return []
  const number = parseDecimal(value)
  if (number === null) return [fault('E_FORM_WRONG_TYPE', { expected: 'number' })]
  const faults: Fault[] = []
  const places = component.decimalDigits === undefined ? null : Number(component.decimalDigits)
  if (places !== null && number.scale > places) faults.push(fault('E_FORM_DECIMALS', { limit: places }))
  const step = component.increment === undefined ? null : parseDecimal(component.increment)
  const nearest = step === null ? null : nearestMultiples(number, step)
  if (nearest !== null) faults.push(fault('E_FORM_INCREMENT', nearest))
  return [...faults, ...checkRange(field, number, view)]
}

function checkRange(field: PreparedField, number: Decimal, view: FormScope): Fault[] {
  const faults: Fault[] = []
  const min = limitNow(field.min, view)
  const max = limitNow(field.max, view)
  const lowest = parseDecimal(min)
  const highest = parseDecimal(max)
  if ((min !== null && lowest === null) || (max !== null && highest === null)) faults.push(fault('E_FORM_LIMIT_INVALID', {}))
  if (lowest !== null && compareDecimals(number, lowest) < 0) faults.push(fault('E_FORM_TOO_SMALL', { limit: String(min) }))
  if (highest !== null && compareDecimals(number, highest) > 0) faults.push(fault('E_FORM_TOO_LARGE', { limit: String(max) }))
  return faults
}
