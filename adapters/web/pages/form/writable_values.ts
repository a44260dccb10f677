import { isField } from '#forms/schema/component_kinds'
import { permissionFor } from '#forms/schema/field_permission'
import type { FieldPermissions, FormSchema } from '#forms/schema/form_schema'
import { walkComponents, type PlacedComponent } from '#forms/schema/walk_components'

/**
 * The part of a form's data that this node may write: the paths sent to the server. What may only be read stays away, so that a
 * value shown in part (a masked number) is never sent back as if somebody had typed it. What is computed the server computes.
 * A list goes whole or not at all.
 */
export function writableValues(schema: FormSchema, permissions: FieldPermissions, data: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const placed of walkComponents(schema)) {
    if (!isField(placed.component) || placed.component.type === 'expression' || permissionFor(permissions, placed.dataPath) !== 'write') continue
    copy(data, values, sentPath(placed))
  }
  return values
}

/** A field's own path, or that of the outermost list around it. */
function sentPath(placed: PlacedComponent): readonly string[] {
  const list = placed.containers.find((container) => container.component.type === 'dynamiclist')
  return list ? list.dataPath : placed.dataPath
}

function copy(from: Record<string, unknown>, into: Record<string, unknown>, path: readonly string[]): void {
  const last = path.at(-1)
  if (last === undefined) return
  let source: unknown = from
  let target = into
  for (const key of path.slice(0, -1)) {
    source = (source as Record<string, unknown> | undefined)?.[key]
    if (typeof source !== 'object' || source === null) return
    target = (target[key] ??= {}) as Record<string, unknown>
  }
  const value = (source as Record<string, unknown>)[last]
  if (value !== undefined) target[last] = value
}
