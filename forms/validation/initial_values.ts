import type { FieldType } from '#forms/schema/form_schema'
import { isRecord, ownValue } from '#forms/schema/key_path'
import type { Place, PreparedField } from './prepared_form.js'

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

/**
 * What the form holds when it is opened: stored values, else defaults, else empty. Without defaults it is what was stored
 * and nothing else. Nothing of `stored` that may change later is shared.
 */
export function initialValues(
  places: ReadonlyMap<string, Place>,
  stored: Record<string, unknown>,
  { withDefaults = true } = {},
): Record<string, unknown> {
  const data = { ...stored }
  for (const [key, place] of places) data[key] = initialAt(place, ownValue(stored, key), withDefaults)
  return data
}

function initialAt(place: Place, stored: unknown, withDefaults: boolean): unknown {
  switch (place.kind) {
    case 'field':
      return stored ?? (stored === undefined && withDefaults ? defaultOf(place.field) : null) ?? EMPTY[place.field.type]
    case 'context':
      return initialValues(place.places, isRecord(stored) ? stored : {}, { withDefaults })
    case 'list': {
      const defaultRows = Array.from({ length: withDefaults ? place.list.defaultRows : 0 }, () => ({}))
      const rows: unknown[] = Array.isArray(stored) ? stored : defaultRows
      return rows.map((row) => initialValues(place.list.row.places, isRecord(row) ? row : {}, { withDefaults }))
    }
  }
}

function defaultOf({ component }: PreparedField): unknown {
  if (component.type !== 'number' || component.defaultValue === undefined || component.defaultValue === null) return component.defaultValue
  return component.serializeToString ? String(component.defaultValue) : Number(component.defaultValue)
}
