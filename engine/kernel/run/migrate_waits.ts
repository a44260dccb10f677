import { isDefinedAlike, type Graph, type Node } from '../graph.js'
import type { Activation } from '../state.js'
import { STOPPED, type Stopped } from './evaluate.js'
import { eventSubProcessesOf, isInterrupted, standIn, triggerOf } from './event_sub_processes.js'
import type { PlannedMoves } from './plan_moves.js'
import { elementOf, emit, idOf, nodeOf, type Run } from './run.js'

type Mapping = Readonly<Record<string, string>>

/** What is waited for from a place: events at its edge, what its event sub-processes listen for, what stands behind an event-based gateway. */
function eventsAt(node: Node): readonly Node[] {
  const behind = node.kind === 'eventBasedGateway' ? node.outgoing.map(({ target }) => target) : []
  return [...node.boundaries, ...node.eventSubProcesses.map(triggerOf), ...behind]
}

const waitsAt = (run: Run, elementId: string) => [...run.draft.tokens.timers, ...run.draft.tokens.subscriptions].filter(({ element }) => element === elementId)

/**
 * Timers and subscriptions of what lives: an event that the target's place has as well keeps them under its new name; one that it has not
 * is let go. Answers the new names. Runs on the old graph.
 */
export function leaveWaits(run: Run, { nodes }: PlannedMoves, target: Graph, mapping: Mapping): Record<string, string> {
  const renamed: Record<string, string> = {}
  pairUp(run, run.graph.eventSubProcesses.map(triggerOf), target.eventSubProcesses.map(triggerOf), mapping, renamed)
  for (const [elementId, node] of nodes) pairUp(run, eventsAt(nodeOf(run, { element: elementId })), eventsAt(node), mapping, renamed)
  return renamed
}

function pairUp(run: Run, events: readonly Node[], targets: readonly Node[], mapping: Mapping, renamed: Record<string, string>): void {
  for (const event of events) {
    const id = Object.hasOwn(mapping, event.id) ? mapping[event.id] : event.id
    const twin = targets.find((other) => other.id === id && isDefinedAlike(other, event))
    if (twin !== undefined && twin.id !== event.id) renamed[event.id] = twin.id
    if (twin === undefined) for (const wait of waitsAt(run, event.id)) letGo(run, wait.id)
  }
}

function letGo(run: Run, id: number): void {
  const isTimer = run.draft.tokens.timers.some((timer) => timer.id === id)
  emit(run, isTimer ? { type: 'TimerDisarmed', timerId: idOf(run, id), cause: 'cancelled' } : { type: 'SubscriptionClosed', subscriptionId: idOf(run, id) })
}

/**
 * Arms what is new at a living place in the target. Conditions are looked at with the next change of a variable. Stopped: what is waited
 * for cannot be computed; an incident says so. Runs on the new graph.
 */
export function armNewWaits(run: Run, record: Activation, node: Node): Stopped | undefined {
  if (run.draft.tokens.incidents.some(({ owner, stage }) => owner === record.id && stage === 'enter')) return undefined
  const isInstance = record.loop !== undefined
  const own = node.kind === 'eventBasedGateway' ? eventsAt(node) : isInstance ? [] : node.boundaries
  for (const event of own) if (armNew(run, record, event) === STOPPED) return STOPPED
  return armNewListeners(run, record.id)
}

/** The same for the event sub-processes of a scope; 0 = the process. */
export function armNewListeners(run: Run, scope: number): Stopped | undefined {
  if (isInterrupted(run, scope)) return undefined
  for (const event of eventSubProcessesOf(run, scope).map(triggerOf)) if (armNew(run, standIn(run, scope, event), event) === STOPPED) return STOPPED
  return undefined
}

function armNew(run: Run, host: Activation, event: Node): Stopped | undefined {
  const { watch } = elementOf(run, event)
  const isArmed = waitsAt(run, event.id).some(({ owner }) => owner === host.id)
  const prepared = watch === undefined || isArmed ? undefined : watch(run, host, event, event.settings)
  if (prepared === STOPPED) return STOPPED
  prepared?.()
  return undefined
}
