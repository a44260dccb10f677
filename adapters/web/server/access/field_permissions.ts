import type { FieldPermissions } from '#forms/schema/form_schema'

/** A copy of the instance's data without what a node's permissions hide; paths with dots reach into objects and rows of lists. */
export function withoutHidden(data: Readonly<Record<string, unknown>>, permissions: FieldPermissions, formKeys: readonly string[]): Record<string, unknown> {
  const hidden = Object.entries(permissions).flatMap(([path, permission]) => (permission === 'hidden' && path !== '*' ? [path] : []))
  if (permissions['*'] === 'hidden') hidden.push(...formKeys.filter((key) => permissions[key] === undefined))
  return hidden.reduce((left, path) => removePath(left, path.split('.')) as Record<string, unknown>, { ...data })
}

function removePath(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path
  if (Array.isArray(value)) return value.map((row) => removePath(row, path))
  if (typeof value !== 'object' || value === null || key === undefined || !Object.hasOwn(value, key)) return value
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) }
  if (rest.length === 0) delete copy[key]
  else copy[key] = removePath(copy[key], rest)
  return copy
}
