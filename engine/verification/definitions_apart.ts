import type { Element, ElementFactory } from './second_engine_model.js'

/** One definition of an event with several, as the second engine knows it. */
export const partId = (elementId: string, definition: number): string => `${elementId}__${definition}`
/** The event that a part belongs to; what is no part is itself. */
export const wholeOf = (id: string): string => id.replace(/__\d+$/, '')

const elementsOf = (container: Element): Element[] => (container.flowElements as Element[] | undefined) ?? []
const definitionsOf = (event: Element): Element[] => (event.eventDefinitions as Element[] | undefined) ?? []

/**
 * Events with several definitions in words that bpmn-engine has: one event for each. Any one at an edge: as many boundary events; any one on the way:
 * an event-based gateway before them; all of them: a parallel gateway before and behind. BPMN 2.0.2, 10.5.1 and 10.5.4.
 */
export function takeDefinitionsApart(factory: ElementFactory, container: Element): void {
  for (const element of elementsOf(container)) if (element.flowElements !== undefined) takeDefinitionsApart(factory, element)
  for (const event of elementsOf(container).filter((element) => definitionsOf(element).length > 1)) {
    if (event.$type === 'bpmn:BoundaryEvent') takeEdgeApart(factory, container, event)
    if (event.$type === 'bpmn:IntermediateCatchEvent') takeCatchApart(factory, container, event)
  }
}

function partsOf(factory: ElementFactory, event: Element): Element[] {
  const { $type, attachedToRef, cancelActivity } = event
  return definitionsOf(event).map((definition, index) => factory.create($type, {
    id: partId(String(event.id), index), eventDefinitions: [definition], ...($type === 'bpmn:BoundaryEvent' && { attachedToRef, cancelActivity }),
  }))
}

const flowsFrom = (container: Element, source: Element): Element[] => elementsOf(container).filter(({ sourceRef }) => sourceRef === source)
const flowsTo = (container: Element, target: Element): Element[] => elementsOf(container).filter(({ targetRef }) => targetRef === target)

function put(container: Element, removed: readonly Element[], added: readonly Element[]): void {
  for (const element of added) element.$parent = container
  container.flowElements = [...elementsOf(container).filter((element) => !removed.includes(element)), ...added]
}

function takeEdgeApart(factory: ElementFactory, container: Element, event: Element): void {
  const parts = partsOf(factory, event)
  const flows = flowsFrom(container, event)
  put(container, [event, ...flows], [...parts, ...copiesFrom(factory, flows, parts)])
}

/** Each flow, once from each of the parts. */
const copiesFrom = (factory: ElementFactory, flows: readonly Element[], parts: readonly Element[]): Element[] =>
  parts.flatMap((part, index) => flows.map(({ id, targetRef, conditionExpression }) =>
    factory.create('bpmn:SequenceFlow', { id: partId(String(id), index), sourceRef: part, targetRef, conditionExpression })))

function takeCatchApart(factory: ElementFactory, container: Element, event: Element): void {
  const parts = partsOf(factory, event)
  const [flows, before] = [flowsFrom(container, event), flowsTo(container, event)]
  const joinAll = event.parallelMultiple === true
  const isAwaited = before.length > 0 && before.every(({ sourceRef }) => (sourceRef as Element).$type === 'bpmn:EventBasedGateway')
  const fork = factory.create(joinAll ? 'bpmn:ParallelGateway' : 'bpmn:EventBasedGateway', { id: `before_${String(event.id)}` })
  const flow = (id: string, sourceRef: Element, targetRef: Element) => factory.create('bpmn:SequenceFlow', { id, sourceRef, targetRef })
  const into = isAwaited
    ? before.flatMap((one) => parts.map((part, index) => flow(partId(String(one.id), index), one.sourceRef as Element, part)))
    : parts.map((part) => flow(`to_${String(part.id)}`, fork, part))
  if (isAwaited) return put(container, [event, ...flows, ...before], [...parts, ...into, ...copiesFrom(factory, flows, parts)])
  for (const one of before) one.targetRef = fork
  if (!joinAll) return put(container, [event, ...flows], [fork, ...parts, ...into, ...copiesFrom(factory, flows, parts)])
  const join = factory.create('bpmn:ParallelGateway', { id: `after_${String(event.id)}` })
  for (const one of flows) one.sourceRef = join
  put(container, [event], [fork, join, ...parts, ...into, ...parts.map((part) => flow(`from_${String(part.id)}`, part, join))])
}
