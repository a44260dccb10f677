import type { Element, ElementFactory } from './second_engine_model.js'

const elementsOf = (container: Element): Element[] => (container.flowElements as Element[] | undefined) ?? []
const escalationOf = (event: Element): Element | undefined => ((event.eventDefinitions as Element[] | undefined) ?? []).find(({ $type }) => $type === 'bpmn:EscalationEventDefinition')
const codeOf = (definition: Element): string | null => (definition.escalationRef as { escalationCode?: string } | undefined)?.escalationCode || null

/**
 * Escalations in words that bpmn-engine runs by the standard. Who catches one is known from the drawing (BPMN 2.0.2, 10.5.7: the nearest around the
 * thrower), so each catcher gets a code of its own: where it interrupts, what is thrown becomes an error that ends the thrower's way, since both end
 * the activity they are caught at; where it does not, an escalation; what nobody catches passes.
 */
export function writeEscalationsAsErrors(factory: ElementFactory, declared: Element[], process: Element): void {
  const catchers = new Map<Element, Element>()
  const throwers = allIn(process).filter((event) => isThrower(event) && escalationOf(event) !== undefined)
  const pairs = throwers.map((thrower) => ({ thrower, catcher: catcherOf(thrower) }))
  for (const catcher of allIn(process).filter((event) => !isThrower(event) && escalationOf(event) !== undefined)) {
    const id = `escalation_to_${String(catcher.id)}`
    const isError = isInterrupting(catcher)
    const event = isError ? factory.create('bpmn:Error', { id, errorCode: id }) : factory.create('bpmn:Escalation', { id, escalationCode: id })
    declared.push(event)
    catchers.set(catcher, event)
    catcher.eventDefinitions = [definitionFor(factory, event, isError)]
  }
  for (const { thrower, catcher } of pairs) {
    const event = catcher === null ? undefined : catchers.get(catcher)
    thrower.eventDefinitions = event === undefined ? undefined : [definitionFor(factory, event, isInterrupting(catcher!))]
    if (event !== undefined && isInterrupting(catcher!) && thrower.$type !== 'bpmn:EndEvent') becomesEnd(factory, thrower)
  }
}

const isThrower = ({ $type }: Element): boolean => $type === 'bpmn:EndEvent' || $type === 'bpmn:IntermediateThrowEvent'
const isInterrupting = ({ cancelActivity, isInterrupting: starts }: Element): boolean => cancelActivity !== false && starts !== false

function allIn(container: Element): Element[] {
  return elementsOf(container).flatMap((element) => [element, ...(element.flowElements === undefined ? [] : allIn(element))])
}

function definitionFor(factory: ElementFactory, event: Element, isError: boolean): Element {
  return isError ? factory.create('bpmn:ErrorEventDefinition', { errorRef: event }) : factory.create('bpmn:EscalationEventDefinition', { escalationRef: event })
}

/** From the inside out: event sub-processes of the scope, unless it has been interrupted by the one thrown in, then what is attached to it. */
function catcherOf(thrower: Element): Element | null {
  const code = codeOf(escalationOf(thrower)!) ?? ''
  for (let inside = thrower, container = thrower.$parent; container !== undefined; inside = container, container = container.$parent) {
    const beside = elementsOf(container)
    if (inside.triggeredByEvent !== true) {
      const attached = byCode(beside.filter(({ attachedToRef }) => attachedToRef === inside), code)
      if (attached !== undefined) return attached
    } else if (startsOf(inside).some(isInterrupting)) continue
    const started = byCode(beside.filter((one) => one.triggeredByEvent === true && one !== inside).flatMap(startsOf), code)
    if (started !== undefined) return started
  }
  return null
}

const startsOf = (listener: Element): Element[] => elementsOf(listener).filter(({ $type }) => $type === 'bpmn:StartEvent')

function byCode(events: readonly Element[], code: string): Element | undefined {
  const catchers = events.flatMap((event) => {
    const definition = escalationOf(event)
    return definition === undefined ? [] : [{ event, code: codeOf(definition) }]
  })
  return (catchers.find((one) => one.code === code) ?? catchers.find((one) => one.code === null))?.event
}

/** The token never goes on from here. */
function becomesEnd(factory: ElementFactory, thrower: Element): void {
  const container = thrower.$parent as Element
  const end = factory.create('bpmn:EndEvent', { id: thrower.id, name: thrower.name, eventDefinitions: thrower.eventDefinitions })
  end.$parent = container
  container.flowElements = elementsOf(container).filter(({ sourceRef }) => sourceRef !== thrower).map((element) => (element === thrower ? end : element))
  for (const element of elementsOf(container)) if (element.targetRef === thrower) element.targetRef = end
}
