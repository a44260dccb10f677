import type { SourceElement } from '#engine/model/source_element'

/** `bpmn:UserTask` → `userTask`. */
export function bpmnType(source: SourceElement): string {
  const name = source.$type.slice(source.$type.indexOf(':') + 1)
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** Key of an element in the registry: its type; an event's with what defines it; variants that mean something else with their own name. */
export function elementKind(source: SourceElement): string {
  const type = bpmnType(source)
  const definitions = eventDefinitions(source)
  if (definitions.length > 1) return `${type}:multiple`
  if (definitions.length === 1) return `${type}:${bpmnType(definitions[0] as SourceElement).replace(/EventDefinition$/, '')}`
  if (type === 'serviceTask' && isFlowableDecision(source)) return 'businessRuleTask'
  if (type === 'subProcess' && source.triggeredByEvent === true) return 'eventSubProcess'
  return type
}

/** Flowable draws a decision as a service task of the type `dmn`. */
function isFlowableDecision({ $attrs }: SourceElement): boolean {
  return $attrs?.['flowable:type'] === 'dmn'
}

/** Event definitions inside an event and those it refers to. */
export function eventDefinitions(source: SourceElement): readonly SourceElement[] {
  return [...((source.eventDefinitions as SourceElement[] | undefined) ?? []), ...((source.eventDefinitionRef as SourceElement[] | undefined) ?? [])]
}
