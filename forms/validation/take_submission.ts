import { isRecord, ownValue } from '#forms/schema/key_path'
import { acceptValue } from './accept_value.js'
import { mayWrite, type Access } from './access.js'
import { isEmptyValue, isSameValue, isUnchanged } from './equal_values.js'
import { fault, type Fault } from './fault.js'
import { initialValues } from './initial_values.js'
import { MAX_ROWS } from './prepare_form.js'
import type { Place, PreparedField, PreparedList } from './prepared_form.js'
import { below, type RowsAround } from './rows_around.js'

/** Rows of one submission, over all its lists. */
const MAX_ROWS_IN_ALL = 20_000
const MAX_CONTEXT_DEPTH = 32

/** A refusal with its place, not yet said. */
export interface Refusal {
  path: string
  label: string
  rows: RowsAround
  fault: Fault
}

/** A submission laid over what the form showed when it was opened. */
export interface TakenSubmission {
  /** What the form now holds; all its contexts and rows are new objects. */
  data: Record<string, unknown>
  /** Paths of the fields and lists that were sent and taken. */
  sent: Set<string>
  /** By path: a field or list that keeps its value because what was sent cannot be taken. Counts only if it is visible. */
  faults: Map<string, Fault>
  /** What is wrong whatever is visible. */
  refusals: Refusal[]
}

interface Taking extends TakenSubmission {
  access: Access
  rowsTaken: number
}

/** Lays what was sent over the initial values, field by field; keys that the form does not know are refused. */
export function takeSubmission(
  places: ReadonlyMap<string, Place>,
  submitted: Record<string, unknown>,
  stored: Record<string, unknown>,
  initial: Record<string, unknown>,
  access: Access,
): TakenSubmission {
  const taking: Taking = { data: {}, sent: new Set(), faults: new Map(), refusals: [], access, rowsTaken: 0 }
  taking.data = takeContext(taking, places, submitted, stored, initial, '', [])
  return taking
}

function takeContext(
  taking: Taking,
  places: ReadonlyMap<string, Place>,
  sent: Record<string, unknown>,
  stored: unknown,
  initial: Record<string, unknown>,
  at: string,
  rows: RowsAround,
): Record<string, unknown> {
  const data = { ...initial }
  for (const key of Object.keys(sent)) {
    const path = below(at, key)
    const place = places.get(key)
    const value = sent[key]
    if (place === undefined) {
      // a page sends rows whole, with what other forms keep in them
      if (rows.length > 0 && isSameValue(value, ownValue(stored, key)) && key !== '__proto__') continue
      taking.refusals.push({ path, label: key, rows, fault: fault('E_FORM_UNKNOWN_FIELD', {}) })
    } else if (value !== undefined) {
      data[key] = takePlace(taking, place, value, ownValue(stored, key), initial[key], path, rows)
    }
  }
  return data
}

function takePlace(taking: Taking, place: Place, sent: unknown, stored: unknown, initial: unknown, path: string, rows: RowsAround): unknown {
  switch (place.kind) {
    case 'field':
      return takeField(taking, place.field, sent, initial, path)
    case 'list':
      return takeList(taking, place.list, sent, stored, initial as unknown[], path, rows)
    case 'context':
      if (sent === null) return initial
      if (isRecord(sent)) return takeContext(taking, place.places, sent, stored, initial as Record<string, unknown>, path, rows)
      taking.refusals.push({ path, label: place.label, rows, fault: fault('E_FORM_WRONG_TYPE', { expected: 'fields' }) })
      return initial
  }
}

/** The value to keep; computed fields keep theirs whatever was sent. */
function takeField(taking: Taking, field: PreparedField, sent: unknown, initial: unknown, path: string): unknown {
  if (field.type === 'expression') return initial
  const accepted = acceptValue(field, sent)
  if (taking.access(field) !== 'write') {
    const isSame = 'value' in accepted && isUnchanged(accepted.value, initial)
    if (!isSame) taking.faults.set(path, fault('E_FORM_FIELD_NOT_WRITABLE', {}))
    return initial
  }
  if (!('value' in accepted)) {
    taking.faults.set(path, accepted)
    return initial
  }
  taking.sent.add(path)
  return accepted.value
}

function takeList(taking: Taking, list: PreparedList, sent: unknown, stored: unknown, initial: unknown[], path: string, rows: RowsAround): unknown {
  const problem = refuseRows(taking, list, sent, stored, initial)
  if (problem !== null) {
    taking.faults.set(path, problem)
    return initial
  }
  if (sent === null) return initial
  taking.sent.add(path)
  const storedRows: unknown[] = Array.isArray(stored) ? stored : []
  return (sent as Record<string, unknown>[]).map((row, index) => {
    const storedRow = storedRows[index]
    const kept = keptOfRow(list.row.places, storedRow, taking.access)
    return takeContext(
      taking,
      list.row.places,
      row,
      storedRow,
      initialValues(list.row.places, kept),
      below(path, index),
      [...rows, { list, index }],
    )
  })
}

/** Why these rows cannot be taken at all, or null. */
function refuseRows(taking: Taking, list: PreparedList, sent: unknown, stored: unknown, initial: unknown[]): Fault | null {
  if (sent === null) return null
  if (!Array.isArray(sent)) return fault('E_FORM_WRONG_TYPE', { expected: 'rows' })
  taking.rowsTaken += sent.length
  if (sent.length > MAX_ROWS) return fault('E_FORM_TOO_MANY_ROWS', { limit: list.maxItems })
  if (taking.rowsTaken > MAX_ROWS_IN_ALL) return fault('E_FORM_TOO_MANY_ROWS', { limit: MAX_ROWS_IN_ALL })
  if (!sent.every(isRecord)) return fault('E_FORM_WRONG_TYPE', { expected: 'rows' })
  const isFixed = list.isFixed || taking.access(list) !== 'write'
  if (isFixed && sent.length !== initial.length) return fault('E_FORM_ROWS_FIXED', { count: initial.length, mayAdd: false })
  const storedRows: unknown[] = Array.isArray(stored) ? stored : []
  if (sent.length < storedRows.length && storedRows.some((row) => holdsMore(keptOfRow(list.row.places, row, taking.access)))) {
    return fault('E_FORM_ROWS_FIXED', { count: storedRows.length, mayAdd: true })
  }
  return null
}

/** What a stored row holds that this submission cannot write: fields of other forms, and those not writable here. */
export function keptOfRow(places: ReadonlyMap<string, Place>, row: unknown, access: Access): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  if (!isRecord(row)) return kept
  for (const key of Object.keys(row)) {
    if (key === '__proto__') continue
    const place = places.get(key)
    if (place === undefined) kept[key] = row[key]
    else if (place.kind === 'context') {
      const inside = keptOfRow(place.places, row[key], access)
      if (Object.keys(inside).length > 0) kept[key] = inside
    } else if (!mayWrite(access, place.kind === 'field' ? place.field : place.list)) kept[key] = row[key]
  }
  return kept
}

function holdsMore(kept: Record<string, unknown>, depth = 0): boolean {
  if (depth > MAX_CONTEXT_DEPTH) return true
  return Object.values(kept).some((value) => (isRecord(value) ? holdsMore(value, depth + 1) : !isEmptyValue(value)))
}
