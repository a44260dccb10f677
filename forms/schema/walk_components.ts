import { isContainer, isField } from './component_kinds.js'
import type { DynamicListComponent, FormComponent, FormSchema } from './form_schema.js'
import { splitKey } from './key_path.js'

/** A component with its place in the document and in the data. */
export interface PlacedComponent<C extends FormComponent = FormComponent> {
  component: C
  /** Where it stands in the JSON: `components[2].components[0]`. */
  jsonPath: string
  /** Where its data lie, without row numbers; for a component without data, where its container's lie. */
  dataPath: readonly string[]
  /** The containers around it, outermost first. */
  containers: readonly PlacedComponent[]
}

/** All components in the order of the document, containers before what they hold. */
export function walkComponents(schema: FormSchema): PlacedComponent[] {
  const placed: PlacedComponent[] = []
  const visit = (components: FormComponent[], jsonPath: string, dataPath: readonly string[], containers: readonly PlacedComponent[]) => {
    components.forEach((component, index) => {
      const one = {
        component,
        jsonPath: `${jsonPath}components[${index}]`,
        dataPath: [...dataPath, ...ownPath(component)],
        containers,
      }
      placed.push(one)
      if (isContainer(component)) visit(component.components, `${one.jsonPath}.`, one.dataPath, [...containers, one])
    })
  }
  visit(schema.components, '', [], [])
  return placed
}

/** The part of the data path that the component adds. */
function ownPath(component: FormComponent): string[] {
  if (isField(component)) return splitKey(component.key)
  return isContainer(component) ? splitKey(component.path) : []
}

/** The lists around a component, outermost first. */
export function listsAround(placed: PlacedComponent): PlacedComponent<DynamicListComponent>[] {
  return placed.containers.filter((container): container is PlacedComponent<DynamicListComponent> => container.component.type === 'dynamiclist')
}
