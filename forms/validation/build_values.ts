import { isRecord, ownValue } from '#forms/schema/key_path'
import { mayWrite, type Access } from './access.js'
import { isEmptyValue } from './equal_values.js'
import type { Place, PreparedList } from './prepared_form.js'
import { below } from './rows_around.js'
import { keptOfRow } from './take_submission.js'

/** What is written in the end, out of what the form holds. */
export interface BuildInput {
  data: Record<string, unknown>
  stored: Record<string, unknown>
  access: Access
  sent: ReadonlySet<string>
  /** Paths that conditions hide. */
  hidden: ReadonlySet<string>
  /** Paths of fields that are shown, but may not be changed as the form now stands. */
  locked: ReadonlySet<string>
  /** Drafts keep what was sent and nothing else. */
  withDefaults: boolean
}

export interface BuiltValues {
  values: Record<string, unknown>
  removed: string[]
}

/** A place's new value; `isWritten` is false where the stored one stays. */
interface Built {
  isWritten: boolean
  value: unknown
}

const KEEP: Built = { isWritten: false, value: undefined }
const REMOVE: Built = { isWritten: true, value: undefined }

/** Whole top-level variables to write, and the stored values that conditions remove. */
export function buildValues(places: ReadonlyMap<string, Place>, input: BuildInput): BuiltValues {
  const removed: string[] = []
  const values: Record<string, unknown> = {}
  for (const [key, place] of places) {
    const built = buildPlace(place, input.data[key], ownValue(input.stored, key), key, input, removed)
    if (built.isWritten && built.value !== undefined) values[key] = built.value
    else if (built.isWritten && !removed.includes(key)) removed.push(key)
  }
  return { values, removed }
}

function buildPlace(place: Place, value: unknown, stored: unknown, path: string, input: BuildInput, removed: string[]): Built {
  if (place.kind === 'context') return buildContext(place.places, value, stored, path, input, removed)
  if (place.kind === 'list') return buildList(place.list, value, stored, path, input, removed)
  if (!mayWrite(input.access, place.field)) return KEEP
  if (input.hidden.has(path)) return remove(stored, path, removed)
  if (input.locked.has(path)) return KEEP
  if (input.sent.has(path)) return { isWritten: true, value }
  const { field } = place
  const isComputed = field.type === 'expression' && input.withDefaults
  const isDefault = input.withDefaults && stored === undefined && field.component.defaultValue !== undefined && !isEmptyValue(value)
  return isComputed || isDefault ? { isWritten: true, value } : KEEP
}

function remove(stored: unknown, path: string, removed: string[]): Built {
  if (stored === undefined) return KEEP
  removed.push(path)
  return REMOVE
}

function buildContext(places: ReadonlyMap<string, Place>, value: unknown, stored: unknown, path: string, input: BuildInput, removed: string[]): Built {
  const next: Record<string, unknown> = isRecord(stored) ? { ...stored } : {}
  let isWritten = false
  for (const [key, place] of places) {
    const built = buildPlace(place, ownValue(value, key), ownValue(stored, key), below(path, key), input, removed)
    if (!built.isWritten) continue
    isWritten = true
    if (built.value === undefined) delete next[key]
    else next[key] = built.value
  }
  if (!isWritten) return KEEP
  return Object.keys(next).length === 0 ? REMOVE : { isWritten, value: next }
}

function buildList(list: PreparedList, value: unknown, stored: unknown, path: string, input: BuildInput, removed: string[]): Built {
  if (input.hidden.has(path)) return mayWrite(input.access, list) ? remove(stored, path, removed) : KEEP
  const rows: unknown[] = Array.isArray(value) ? value : []
  const storedRows: unknown[] = Array.isArray(stored) ? stored : []
  let isWritten = input.sent.has(path)
  const next = rows.map((row, index) => {
    const built = buildRow(list, row, storedRows[index], below(path, index), input, removed)
    isWritten ||= built.isWritten
    return built.value
  })
  return isWritten ? { isWritten, value: next } : KEEP
}

/** A row anew: what it may not write stays from the stored row, all else is as the form has it. */
function buildRow(list: PreparedList, row: unknown, stored: unknown, path: string, input: BuildInput, removed: string[]): Built {
  const next = keptOfRow(list.row.places, stored, input.access)
  let isWritten = false
  for (const [key, place] of list.row.places) {
    const built = buildPlace(place, ownValue(row, key), ownValue(stored, key), below(path, key), input, removed)
    isWritten ||= built.isWritten
    const value = built.isWritten ? built.value : ownValue(stored, key)
    if (value !== undefined) next[key] = value
  }
  return { isWritten, value: next }
}
