import { isField, labelOf } from './component_kinds.js'
import type { FieldType, FormSchema } from './form_schema.js'
import { listsAround, walkComponents } from './walk_components.js'

/** A field of a form, as process designers and deployment checks speak of it. */
export interface FieldInfo {
  key: string
  /** Keys with dots, without row numbers; what `FieldPermissions` are written for. */
  path: string
  label: string
  type: FieldType
  /** Path of the innermost dynamic list around it. */
  list?: string
  id?: string
}

/** All fields of a form, flattened, in the order of the document. */
export function fieldsOf(schema: FormSchema): FieldInfo[] {
  return walkComponents(schema).flatMap((placed): FieldInfo[] => {
    const { component } = placed
    if (!isField(component)) return []
    const list = listsAround(placed).at(-1)
    return [
      {
        key: component.key,
        path: placed.dataPath.join('.'),
        label: labelOf(component),
        type: component.type,
        ...(list ? { list: list.dataPath.join('.') } : {}),
        ...(component.id === undefined ? {} : { id: component.id }),
      },
    ]
  })
}
