import { ListGroup } from '@bpmn-io/properties-panel'
import type { DiagramElement } from './attribute_entry.js'

/** What was put aside of the open file; filled when the file is read. */
export interface KeptTexts {
  texts: readonly string[]
}

interface ExtensionChild {
  readonly $type: string
  /** Number of a part that was put aside. */
  readonly n?: string
  readonly [property: string]: unknown
}

interface Extensions {
  get(name: 'values'): ExtensionChild[]
}

/** What the group needs of the modeler. */
export interface ForeignPartServices {
  readonly modeling: { updateProperties(element: DiagramElement, properties: Record<string, unknown>): void }
  readonly factory: { create(type: string, properties: Record<string, unknown>): unknown }
  readonly kept: KeptTexts
}

/** Camunda's own parts that nothing here runs and no group of the panel shows. */
const NOT_RUN = /^camunda:(TaskListener|ExecutionListener|Connector|Field|FormData|FormProperty|PotentialStarter)$/
const MAX_LABEL = 60
const FOREIGN = /^(operaton|flowable|activiti|zeebe|spiffworkflow|camunda):(class|delegateExpression|expression|type|triggerable|skipExpression|caseRef|variableMapping\w+)$/

/** 其他引擎的写法: what the file says in other engines' words and the panel has no question for; each can be taken out. */
export function foreignPartsGroup(element: DiagramElement, { modeling, factory, kept }: ForeignPartServices): { id: string; [key: string]: unknown } | null {
  const values = (element.businessObject.get('extensionElements') as Extensions | undefined)?.get('values') ?? []
  const parts = values.filter(({ $type }) => $type === 'kept:part' || NOT_RUN.test($type))
  const attributes = Object.keys((element.businessObject as unknown as { $attrs?: Record<string, string> }).$attrs ?? {}).filter((name) => FOREIGN.test(name))
  const without = (part: ExtensionChild) => factory.create('bpmn:ExtensionElements', { values: values.filter((value) => value !== part) })
  const items = [
    ...parts.map((part, index) => ({ id: `${element.id}-kept-${index}`, label: part.n === undefined ? labelOfTyped(part) : labelOf(kept.texts[Number(part.n)] ?? ''), entries: [], remove: () => modeling.updateProperties(element, { extensionElements: without(part) }) })),
    ...attributes.map((name) => ({ id: `${element.id}-kept-${name}`, label: name, entries: [], remove: () => modeling.updateProperties(element, { [name]: undefined }) })),
  ]
  return items.length === 0 ? null : { id: 'foreign-parts', label: '其他引擎的写法', component: ListGroup, items }
}

function labelOfTyped(part: ExtensionChild): string {
  const told = ['event', 'class', 'delegateExpression', 'expression', 'name', 'id'].map((name) => part[name]).filter((value) => typeof value === 'string')
  return [part.$type.replace(/:(.)/, (_all, first: string) => `:${first.toLowerCase()}`), ...told].join(' ')
}

/** The start tag, and the text of a part that has nothing else. */
function labelOf(text: string): string {
  const bare = text.replaceAll(/\sxmlns(:[\w.-]+)?="[^"]*"/g, '').replaceAll(/\s+/g, ' ')
  const label = bare.replace(/^<([^>]*?)\/?>/, '$1 ').replaceAll(/<[^>]*>/g, ' ').trim()
  return label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL)}…` : label
}
