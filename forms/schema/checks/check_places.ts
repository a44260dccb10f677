import { isField } from '../component_kinds.js'
import type { FormProblemDetails, Report } from '../problem.js'
import { listsAround, type PlacedComponent } from '../walk_components.js'

/** What lies at one place of the data: a field's value, a list's rows, or a context that several may share. */
interface Place {
  taken: 'field' | 'list' | 'context'
  by: PlacedComponent
  inside: Map<string, Place>
}

/**
 * Ids are unique, and no two components claim the same place in the data. form-js refuses the same claims, also for two
 * fields of which a condition always hides one.
 */
export function checkPlaces(placed: readonly PlacedComponent[], report: Report): void {
  const ids = new Set<string>()
  const root = new Map<string, Place>()
  for (const one of placed) {
    const { component } = one
    if (typeof component.id === 'string') {
      if (ids.has(component.id)) report(`${one.jsonPath}.id`, 'E_SCHEMA_DUPLICATE_ID', { id: component.id })
      ids.add(component.id)
    }
    if (isField(component) || component.type === 'dynamiclist' || (component.type === 'group' && component.path)) {
      const conflict = claim(root, one)
      if (conflict !== null) report(one.jsonPath, 'E_SCHEMA_DUPLICATE_KEY', conflict)
    }
  }
}

/** Takes the place, or says who has it already. */
function claim(root: Map<string, Place>, one: PlacedComponent): FormProblemDetails['E_SCHEMA_DUPLICATE_KEY'] | null {
  const taking = isField(one.component) ? 'field' : one.component.type === 'dynamiclist' ? 'list' : 'context'
  const key = one.dataPath.join('.')
  const ownLists = new Set(listsAround(one).map((list) => list.jsonPath))
  let places = root
  for (const [index, part] of one.dataPath.entries()) {
    const isLast = index === one.dataPath.length - 1
    const place = places.get(part)
    if (place === undefined) {
      const added: Place = { taken: isLast ? taking : 'context', by: one, inside: new Map() }
      places.set(part, added)
      places = added.inside
      continue
    }
    const other = place.by.dataPath.join('.')
    if (place.taken === 'field') return { key, other }
    if (place.taken === 'list' && !ownLists.has(place.by.jsonPath)) return { key, other }
    if (isLast && taking !== 'context') return { key, other }
    places = place.inside
  }
  return null
}
