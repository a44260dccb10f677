import { isUsableKey } from './key_path.js'
import type { PlacedComponent } from './walk_components.js'

/**
 * The form's own names as nested objects of nulls. FEEL reads `first-name` as one name only if it knows it; form-js
 * tells it by the data, we tell it by the schema.
 */
export function knownNames(placed: readonly PlacedComponent[]): Record<string, unknown> {
  const shape: Record<string, unknown> = {}
  for (const { dataPath } of placed) {
    if (!isUsableKey(dataPath.join('.'))) continue
    let inside = shape
    for (const [index, part] of dataPath.entries()) {
      const known = Object.hasOwn(inside, part) ? inside[part] : undefined
      if (index === dataPath.length - 1) inside[part] = known ?? null
      else inside = (inside[part] = (known as Record<string, unknown> | null) ?? {}) as Record<string, unknown>
    }
  }
  return shape
}
