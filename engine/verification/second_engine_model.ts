/** A moddle element, written to here. */
export interface Element {
  $type: string
  id?: string
  $attrs?: Record<string, string>
  $parent?: Element
  [property: string]: unknown
}

export interface ElementFactory {
  create(type: string, properties?: Record<string, unknown>): Element
}

const elementsOf = (container: Element): Element[] => (container.flowElements as Element[] | undefined) ?? []
const definitionsOf = (event: Element): Element[] => (event.eventDefinitions as Element[] | undefined) ?? []
const linkOf = (event: Element): Element | undefined => definitionsOf(event).find(({ $type }) => $type === 'bpmn:LinkEventDefinition')

/**
 * Says in other words what bpmn-engine has no words for, so that the walk compares our event sub-processes and links with its boundary events and
 * flows: a scope that is listened in becomes a sub-process inside itself, at whose edge the listening event sits and leads to what it triggers; a
 * link becomes the flows behind it. BPMN 2.0.2, 13.5.4: the scope goes on to its end once all of that has ended.
 */
export function putInOtherWords(factory: ElementFactory, container: Element): void {
  for (const element of elementsOf(container)) if (element.flowElements !== undefined) putInOtherWords(factory, element)
  replaceLinks(factory, container)
  replaceListeners(factory, container)
}

function replaceLinks(factory: ElementFactory, container: Element): void {
  const links = elementsOf(container).filter((element) => linkOf(element) !== undefined)
  const catches = links.filter(({ $type }) => $type === 'bpmn:IntermediateCatchEvent')
  const nameOf = (event: Element) => linkOf(event)?.name ?? event.name
  for (const thrower of links.filter((element) => !catches.includes(element))) {
    const target = catches.find((one) => nameOf(one) === nameOf(thrower))
    const behind = elementsOf(container).filter(({ $type, sourceRef }) => $type === 'bpmn:SequenceFlow' && sourceRef === target)
    for (const flow of behind) {
      const { targetRef, conditionExpression } = flow
      elementsOf(container).push(within(container, factory.create('bpmn:SequenceFlow', { id: `${String(flow.id)}_of_${String(thrower.id)}`, sourceRef: thrower, targetRef, conditionExpression })))
    }
    thrower.eventDefinitions = undefined
  }
  container.flowElements = elementsOf(container).filter((element) => !catches.includes(element) && !(element.$type === 'bpmn:SequenceFlow' && catches.includes(element.sourceRef as Element)))
}

function replaceListeners(factory: ElementFactory, container: Element): void {
  const listeners = elementsOf(container).filter(({ triggeredByEvent }) => triggeredByEvent === true)
  if (listeners.length === 0) return
  const inside = within(container, factory.create('bpmn:SubProcess', { id: `inside_${String(container.id)}` }))
  inside.flowElements = elementsOf(container).filter((element) => !listeners.includes(element)).map((element) => within(inside, element))
  container.flowElements = [inside, ...listeners.flatMap((listener) => [listener, ...edgeOf(factory, inside, listener).map((element) => within(container, element))])]
}

/** The event that triggers a listener, as one at the edge of what it listens in; it keeps its id. */
function edgeOf(factory: ElementFactory, inside: Element, listener: Element): Element[] {
  const start = elementsOf(listener).find(({ $type }) => $type === 'bpmn:StartEvent') as Element
  const { id, eventDefinitions, isInterrupting } = start
  const event = factory.create('bpmn:BoundaryEvent', { id, attachedToRef: inside, cancelActivity: isInterrupting !== false, eventDefinitions })
  start.id = `begin_${String(id)}`
  start.eventDefinitions = undefined
  start.isInterrupting = undefined
  listener.triggeredByEvent = undefined
  return [event, factory.create('bpmn:SequenceFlow', { id: `to_${String(listener.id)}`, sourceRef: event, targetRef: listener })]
}

function within(container: Element, element: Element): Element {
  element.$parent = container
  return element
}
