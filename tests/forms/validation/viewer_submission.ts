import type { FormSchema } from '#forms/schema/form_schema'
import { isRecord, ownValue } from '#forms/schema/key_path'
import { isPreparedForm, prepareForm } from '#forms/validation/prepare_form'
import type { Place, PreparedForm } from '#forms/validation/prepared_form'

/**
 * What the viewer's `submit()` gives, as a page should send it. The viewer leaves a list out when its last row is removed,
 * which would read as "not sent, keep what is stored"; here such a list is sent as empty.
 */
export function viewerSubmission(form: FormSchema | PreparedForm, data: Record<string, unknown>): Record<string, unknown> {
  return completed((isPreparedForm(form) ? form : prepareForm(form)).root.places, data)
}

function completed(places: ReadonlyMap<string, Place>, data: Record<string, unknown>): Record<string, unknown> {
  const complete = { ...data }
  for (const [key, place] of places) {
    const value = ownValue(data, key)
    if (place.kind === 'list') {
      const rows: unknown[] = Array.isArray(value) ? value : []
      complete[key] = Array.from(rows, (row) => completed(place.list.row.places, isRecord(row) ? row : {}))
    } else if (place.kind === 'context') {
      const inside = completed(place.places, isRecord(value) ? value : {})
      if (value !== undefined || Object.keys(inside).length > 0) complete[key] = inside
    }
  }
  return complete
}
