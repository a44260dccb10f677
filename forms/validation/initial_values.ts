import type { FieldType } from '#forms/schema/form_schema'
import { isRecord, ownValue } from '#forms/schema/key_path'
import type { Place } from './prepared_form.js'

/** What an untouched field holds, as form-js has it: conditions can see the difference. */
const EMPTY: Record<FieldType, unknown> = {
  textfield: '',
  textarea: '',
  number: null,
  datetime: null,
  checkbox: false,
  checklist: [],
  radio: null,
  select: null,
  taglist: [],
  expression: null,
  filepicker: null,
}

/** What the form shows when it is opened: stored values, else defaults, else empty. Nothing of `stored` is shared that changes. */
export function initialValues(places: ReadonlyMap<string, Place>, stored: Record<string, unknown>): Record<string, unknown> {
  const data = { ...stored }
  for (const [key, place] of places) data[key] = initialAt(place, ownValue(stored, key))
  return data
}

function initialAt(place: Place, stored: unknown): unknown {
  switch (place.kind) {
    case 'field':
      if (stored === undefined) return defaultOf(place) ?? EMPTY[place.field.type]
      return stored ?? EMPTY[place.field.type]
    case 'context':
      return initialValues(place.places, isRecord(stored) ? stored : {})
    case 'list': {
      const rows: unknown[] = Array.isArray(stored) ? stored : new Array(place.list.defaultRows).fill({})
      return rows.map((row) => initialValues(place.list.row.places, isRecord(row) ? row : {}))
    }
  }
}

function defaultOf(place: Extract<Place, { kind: 'field' }>): unknown {
  const { component } = place.field
  if (component.type !== 'number' || component.defaultValue === undefined || component.defaultValue === null) return component.defaultValue
  return component.serializeToString ? String(component.defaultValue) : Number(component.defaultValue)
}
