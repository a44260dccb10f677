import type { FormScope } from '#forms/schema/form_scope'
import type { Limit } from '../prepared_form.js'

/** A limit's present value; null where there is none, or its expression gives none. */
export function limitNow(limit: Limit, view: FormScope): unknown {
  return typeof limit === 'object' && limit !== null ? (limit.evaluate(view) ?? null) : limit
}
