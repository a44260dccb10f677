import { isContainer, isField } from '#forms/schema/component_kinds'
import type { FieldPermissions, FormComponent, FormSchema } from '#forms/schema/form_schema'
import { splitKey } from '#forms/schema/key_path'
import { permissionFor } from '#forms/schema/field_permission'

/**
 * The schema as one node of a process shows it: hidden fields are gone, fields to be read only are read-only and have no
 * rules, so that the viewer and the server agree on what is asked of this clerk. A list whose rows may not change has no
 * buttons to add or remove them; a container that is left empty goes too.
 */
export function schemaForNode(schema: FormSchema, permissions: FieldPermissions): FormSchema {
  return { ...schema, components: componentsFor(schema.components, permissions, []) }
}

function componentsFor(components: readonly FormComponent[], permissions: FieldPermissions, path: readonly string[]): FormComponent[] {
  return components.flatMap((component): FormComponent[] => {
    if (isContainer(component)) {
      const inside = [...path, ...splitKey(component.path)]
      const children = componentsFor(component.components, permissions, inside)
      if (children.length === 0) return []
      const isFixed = component.type === 'dynamiclist' && permissionFor(permissions, inside) !== 'write'
      return [{ ...component, components: children, ...(isFixed ? { allowAddRemove: false } : {}) } as FormComponent]
    }
    if (!isField(component)) return [component]
    const permission = permissionFor(permissions, [...path, ...splitKey(component.key)])
    if (permission === 'hidden') return []
    if (permission === 'write') return [component]
    const { validate: _, ...unruled } = component as typeof component & { validate?: unknown }
    return [{ ...unruled, readonly: true } as FormComponent]
  })
}
