import { isContainer } from '#forms/schema/component_kinds'
import type { FormComponent, FormSchema } from '#forms/schema/form_schema'

interface Layout {
  columns?: number | null
  row?: string
}

/** form-js counts sixteen columns in a row. */
const ROW_COLUMNS = 16

/**
 * Neighbours that say how wide they are, but not in which row they stand, share a row as long as they fit: two half-width fields
 * stand side by side. What names its row stays where its designer put it.
 */
export function packRows(schema: FormSchema): FormSchema {
  return { ...schema, components: packed(schema.components, 'Row') }
}

function packed(components: readonly FormComponent[], prefix: string): FormComponent[] {
  let row = 0
  let used = ROW_COLUMNS
  return components.map((component, index) => {
    const inside = isContainer(component) ? { ...component, components: packed(component.components, `${prefix}_${index}`) } : component
    const layout = (component as { layout?: Layout }).layout
    if (!layout?.columns || layout.row) {
      used = ROW_COLUMNS
      return inside as FormComponent
    }
    if (used + layout.columns > ROW_COLUMNS) [row, used] = [row + 1, 0]
    used += layout.columns
    return { ...inside, layout: { ...layout, row: `${prefix}_packed_${row}` } } as unknown as FormComponent
  })
}
