import type { FieldPermissions, FormSchema } from '#forms/schema/form_schema'
import { isRecord } from '#forms/schema/key_path'
import { accessFor, type Access } from './access.js'
import { isPreparedForm, prepareForm } from './prepare_form.js'
import type { Place, PreparedForm } from './prepared_form.js'

/**
 * What a reader may see of an instance's variables through one form: all of them but the fields whose permission is
 * `hidden`. Variables that are no field of the form stay: whether they may be seen is not the form's to say.
 */
export function visibleValues(
  form: FormSchema | PreparedForm,
  data: Record<string, unknown>,
  permissions?: FieldPermissions,
): Record<string, unknown> {
  const prepared = isPreparedForm(form) ? form : prepareForm(form)
  return permissions === undefined ? { ...data } : visibleIn(prepared.root.places, data, accessFor(permissions))
}

/** The same for what lies under one object: the form, or a row of a list. What is not of the shape the form gives it is left out. */
export function visibleIn(places: ReadonlyMap<string, Place>, data: Record<string, unknown>, access: Access): Record<string, unknown> {
  const visible: Record<string, unknown> = {}
  for (const key of Object.keys(data)) {
    if (key === '__proto__') continue
    const place = places.get(key)
    const value = place === undefined ? data[key] : visibleAt(place, data[key], access)
    if (value !== undefined) visible[key] = value
  }
  return visible
}

function visibleAt(place: Place, value: unknown, access: Access): unknown {
  switch (place.kind) {
    case 'field':
      return access(place.field) === 'hidden' ? undefined : value
    case 'context':
      return isRecord(value) ? visibleIn(place.places, value, access) : undefined
    case 'list': {
      const { list } = place
      if (!Array.isArray(value)) return undefined
      const rows = value.map((row: unknown) => (isRecord(row) ? visibleIn(list.row.places, row, access) : {}))
      return access(list) === 'hidden' && rows.every((row) => Object.keys(row).length === 0) ? undefined : rows
    }
  }
}
