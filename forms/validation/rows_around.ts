import type { PreparedList } from './prepared_form.js'

/** The rows that something stands in, outermost list first; `index` from 0. */
export type RowsAround = readonly { list: PreparedList; index: number }[]

/** A place below another: `staff.1` and `name` → `staff.1.name`. */
export function below(at: string, part: string | number): string {
  return at === '' ? String(part) : `${at}.${part}`
}
