/* oxlint-disable no-underscore-dangle -- form-js has no public way to read its data or to show errors from outside; only this file knows. */

/** One drawn field: a field in a list has one instance per row. */
export interface FieldInstance {
  id: string
  valuePath: readonly (string | number)[]
  indexes?: Readonly<Record<string, number>>
}

interface Internals {
  get(name: 'formFieldInstanceRegistry'): { getAllKeyed(): FieldInstance[] }
  _getState(): { data: Record<string, unknown>; initialData: Record<string, unknown> }
  _setState(change: { errors?: Record<string, unknown>; data?: Record<string, unknown>; initialData?: Record<string, unknown> }): void
}

const internalsOf = (form: unknown): Internals => form as Internals

/** Everything the form holds now, with what the clerk may not write. */
export function dataOf(form: unknown): Record<string, unknown> {
  return internalsOf(form)._getState().data
}

/** Sets a value that no field shows and conditions read. */
export function setBeside(form: unknown, name: string, value: unknown): void {
  const { data, initialData } = internalsOf(form)._getState()
  internalsOf(form)._setState({ data: { ...data, [name]: value }, initialData: { ...initialData, [name]: value } })
}

/** Shows messages at their fields and takes away all others. Paths are keys with dots and row numbers. */
export function showErrors(form: unknown, errors: readonly { path: string; message: string }[]): void {
  const byField: Record<string, unknown> = {}
  for (const instance of internalsOf(form).get('formFieldInstanceRegistry').getAllKeyed()) {
    const path = instance.valuePath.join('.')
    const messages = errors.filter((error) => error.path === path).map((error) => error.message)
    if (messages.length > 0) place(byField, [instance.id, ...Object.values(instance.indexes ?? {})], messages)
  }
  internalsOf(form)._setState({ errors: byField })
}

/** Puts a value at a path, making what is missing on the way. */
export function place(record: Record<string, unknown>, path: readonly (string | number)[], value: unknown): void {
  let target: Record<string | number, unknown> = record
  for (const key of path.slice(0, -1)) target = (target[key] ??= {}) as Record<string | number, unknown>
  target[path.at(-1)!] = value
}
