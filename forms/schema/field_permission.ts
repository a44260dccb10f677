import type { FieldPermission, FieldPermissions } from './form_schema.js'

/** The permission that covers a path: its own, else that of the nearest container that has one, else `*`, else write. */
export function permissionFor(permissions: FieldPermissions | undefined, path: readonly string[]): FieldPermission {
  if (permissions === undefined) return 'write'
  for (let length = path.length; length > 0; length -= 1) {
    const key = path.slice(0, length).join('.')
    if (Object.hasOwn(permissions, key)) return permissions[key]!
  }
  return Object.hasOwn(permissions, '*') ? permissions['*']! : 'write'
}
