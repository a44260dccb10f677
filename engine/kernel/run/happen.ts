import type { Variables } from '../commands.js'
import { definitionAt, type EventPart, type Flow, type Node } from '../graph.js'
import type { Activation, OpenSubscription } from '../state.js'
import { fireBoundary } from './boundaries.js'
import { triggerEventSubProcess } from './event_sub_processes.js'
import { complete, leave } from './leave.js'
import { elementOf, emit, findActivation, idOf, nextNumber, nodeById, nodeOf, type Run } from './run.js'
import { awaitsOthers, noteHappened } from './several_definitions.js'
import { setVariables } from './variables.js'

/**
 * What was waited for has happened to an event: a boundary event fires, an event sub-process is triggered, a catch event or receive task
 * goes on, an event-based gateway takes its way. Of several definitions any one is enough, or the last of all. `owner` is the activation that
 * waits; 0 = the process.
 */
export function happen(run: Run, owner: number, happened: Node, variables: Variables): void {
  if (awaitsOthers(run, owner, happened, variables)) return
  const event = happened.part?.whole ?? happened
  if (event.parent?.kind === 'eventSubProcess' && event.type === 'startEvent') {
    triggerEventSubProcess(run, owner, event, variables)
    return
  }
  const record = findActivation(run, owner)
  if (record === undefined) return
  if (event.type === 'boundaryEvent') fireBoundary(run, record, event, variables)
  else if (record.element === event.id) {
    setVariables(run, record.id, variables)
    leave(run, record)
  } else takeEvent(run, record, event, variables)
}

/** What a subscription waits for has come. */
export function reach(run: Run, subscription: OpenSubscription, variables: Variables): void {
  const event = definitionAt(nodeById(run, subscription.element), subscription.definition)
  if (!listensOn(event)) emit(run, { type: 'SubscriptionClosed', subscriptionId: idOf(run, subscription.id) })
  happen(run, subscription.owner, event, variables)
}

/** Passes on what conditions have let happen at catch events and gateways. True = something moved. */
export function passHappened(run: Run): boolean {
  const next = run.conditions?.happened.shift()
  if (next === undefined) return false
  happen(run, next.owner, next.event, {})
  return true
}

/** Whether an event goes on listening after it has happened. */
export const listensOn = (event: Node): boolean => (event.type === 'boundaryEvent' || event.type === 'startEvent') && !event.isInterrupting

/** The first event behind a gateway decides: all others are closed, and the event that has happened is passed at once. BPMN 2.0.2, 13.4.4. */
function takeEvent(run: Run, record: Activation, event: Node, variables: Variables): void {
  const gateway = nodeOf(run, record)
  complete(run, record, gateway)
  passEvent(run, event, gateway, record.scope, record.lastOutcome, variables)
}

/** Passes an event that has happened already, coming from the gateway in front of it, if there is one. */
function passEvent(run: Run, event: Node, gateway: Node | null, scope: number, lastOutcome: string | undefined, variables: Variables): void {
  const flow = gateway?.outgoing.find(({ target }) => target === event)
  if (flow !== undefined) emit(run, { type: 'SequenceFlowTaken', flowId: flow.id, scopeId: idOf(run, scope) })
  const id = nextNumber(run)
  emit(run, {
    type: 'ElementActivated',
    elementInstanceId: idOf(run, id),
    elementId: event.id,
    elementType: event.type,
    scopeId: idOf(run, scope),
    flowId: flow?.id ?? null,
    lastOutcome,
  })
  setVariables(run, id, variables)
  leave(run, findActivation(run, id) as Activation)
}

/**
 * The process starts because a message has come that a receive task or an event-based gateway waits for: it is passed at once. Behind a
 * parallel gateway the instance waits for all the others as well. BPMN 2.0.2, 10.3.3 and 10.6.6.
 */
export function startAtMessage(run: Run, event: Node): void {
  const gateway = event.incoming.find(({ source }) => source.instantiates)?.source
  if (gateway === undefined) {
    passEvent(run, event, null, 0, undefined, {})
    return
  }
  const id = nextNumber(run)
  const activated = { elementInstanceId: idOf(run, id), elementId: gateway.id, elementType: gateway.type, scopeId: run.instanceId }
  emit(run, { type: 'ElementActivated', ...activated, flowId: null })
  complete(run, findActivation(run, id) as Activation, gateway)
  if (waitsForAll(gateway)) for (const flow of gateway.outgoing) if (flow.target !== event) sendAlong(run, flow)
  passEvent(run, event, gateway, 0, undefined, {})
}

/** The process starts at an event that needs all of its definitions: it rests there until the others have happened as well. BPMN 2.0.2, 10.5.2. */
export function startAtDefinition(run: Run, first: Node): void {
  const id = nextNumber(run)
  emit(run, { type: 'ElementActivated', elementInstanceId: idOf(run, id), elementId: first.id, elementType: first.type, scopeId: run.instanceId, flowId: null })
  const { whole } = first.part as EventPart
  noteHappened(run, id, first, whole.parts.length - 1)
  elementOf(run, whole).enter(run, findActivation(run, id) as Activation, whole, whole.settings)
}

function sendAlong(run: Run, flow: Flow): void {
  emit(run, { type: 'SequenceFlowTaken', flowId: flow.id, scopeId: run.instanceId })
  run.stack.push({ node: flow.target, scope: 0, flow, loop: undefined, variables: undefined, lastOutcome: undefined })
}

const waitsForAll = ({ settings }: Node): boolean => (settings as { isParallel?: boolean } | null)?.isParallel === true
