import { permissionFor } from '#forms/schema/field_permission'
import type { FieldPermission, FieldPermissions } from '#forms/schema/form_schema'
import type { PreparedField, PreparedList } from './prepared_form.js'

/** What the reader may do with a field, or with the rows of a list. */
export type Access = (node: PreparedField | PreparedList) => FieldPermission

const known = new WeakMap<FieldPermissions, WeakMap<PreparedField | PreparedList, FieldPermission>>()

/** The permissions of a node of a process, looked up once per field. */
export function accessFor(permissions: FieldPermissions | undefined): Access {
  if (permissions === undefined) return () => 'write'
  const byNode = known.get(permissions) ?? new WeakMap<PreparedField | PreparedList, FieldPermission>()
  known.set(permissions, byNode)
  return (node) => {
    const remembered = byNode.get(node)
    if (remembered !== undefined) return remembered
    const permission = permissionFor(permissions, node.dataPath)
    byNode.set(node, permission)
    return permission
  }
}

/** Whether a submission may change it. A computed field follows the data, whoever submits them. */
export function mayWrite(access: Access, node: PreparedField | PreparedList): boolean {
  return access(node) === 'write' || (node.kind === 'field' && node.type === 'expression')
}
