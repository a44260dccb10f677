import type { Variables } from '../commands.js'
import type { Watch } from '../elements/element.js'
import { definitionsOf, type Node } from '../graph.js'
import type { Activation } from '../state.js'
import { isRevived } from './completed_activities.js'
import { STOPPED, type Stopped } from './evaluate.js'
import { holdsNow } from './holds_now.js'
import { elementText } from './incidents.js'
import { elementOf, emit, findActivation, idOf, nodeOf, type Run } from './run.js'
import { awaitsOthers } from './several_definitions.js'
import { terminateInside } from './terminate.js'
import { setVariables } from './variables.js'

const NONE: readonly Node[] = []

/** The event that triggers an event sub-process; the compiler has made sure that there is one. */
export const triggerOf = (eventSubProcess: Node): Node => eventSubProcess.starts[0] as Node

/** Event sub-processes of a scope: those of the process, or of the sub-process it is an instance of; a multi-instance body has none of its own, and one that is being undone listens no more. */
export function eventSubProcessesOf(run: Run, scope: number): readonly Node[] {
  if (scope === 0) return run.graph.eventSubProcesses
  const record = findActivation(run, scope)
  if (record === undefined) return NONE
  const node = nodeOf(run, record)
  if (isRevived(record, node)) return NONE
  return node.multiInstance !== null && record.loop === undefined ? NONE : node.eventSubProcesses
}

/** Whether an interrupting event sub-process runs in a scope: until it ends nothing else can be triggered there. */
export function isInterrupted(run: Run, scope: number): boolean {
  return run.draft.tokens.active.some((record) => {
    if (record.scope !== scope) return false
    const node = nodeOf(run, record)
    return node.kind === 'eventSubProcess' && triggerOf(node).isInterrupting
  })
}

/** What stands for a scope where an activation is asked for: the process has none, so its incidents name the event. */
export function standIn(run: Run, scope: number, event: Node): Activation {
  return scope === 0 ? { id: 0, element: event.id, scope: 0 } : (findActivation(run, scope) as Activation)
}

/**
 * Decides what the event sub-processes of a scope wait for. The function given back arms them; it answers whether a condition that holds
 * already has interrupted the scope before its first token moved. BPMN 2.0.2, 13.5.4.
 */
export function prepareListeners(run: Run, scope: number): (() => 'listening' | 'interrupted') | Stopped {
  const listeners = eventSubProcessesOf(run, scope)
  if (listeners.length === 0) return () => 'listening'
  const watches: Watch[] = []
  for (const listener of listeners) {
    const event = triggerOf(listener)
    const { watch } = elementOf(run, event)
    if (watch === undefined) continue
    const prepared = watch(run, standIn(run, scope, event), event, event.settings)
    if (prepared === STOPPED) return STOPPED
    watches.push(prepared)
  }
  return () => {
    for (const watch of watches) watch()
    return triggerWhatHolds(run, scope, listeners)
  }
}

function triggerWhatHolds(run: Run, scope: number, listeners: readonly Node[]): 'listening' | 'interrupted' {
  for (const event of listeners.flatMap((listener) => definitionsOf(triggerOf(listener)))) {
    if (event.kind !== 'startEvent:conditional' || !holdsNow(run, scope, event) || awaitsOthers(run, scope, event, {})) continue
    triggerEventSubProcess(run, scope, event, {})
    if (event.isInterrupting) return 'interrupted'
  }
  return 'listening'
}

/** An event sub-process begins; an interrupting one ends everything else in its scope, listening included. */
export function triggerEventSubProcess(run: Run, scope: number, event: Node, variables: Variables): void {
  const node = event.parent as Node
  if (event.isInterrupting) {
    terminateInside(run, scope, `被事件子流程${elementText(node)}中断`)
    closeListeners(run, scope)
  }
  setVariables(run, scope, variables)
  const lastOutcome = scope === 0 ? undefined : findActivation(run, scope)?.lastOutcome
  run.stack.push({ node, scope, flow: null, loop: undefined, variables: undefined, lastOutcome })
}

/** Closes what the event sub-processes of a scope wait for; what hangs at the scope from outside, its boundary events, stays. */
export function closeListeners(run: Run, scope: number): void {
  const listens = ({ owner, element }: { owner: number; element: string }) => owner === scope && run.graph.nodesById.get(element)?.type === 'startEvent'
  const { timers, subscriptions } = run.draft.tokens
  for (const timer of timers.filter(listens)) emit(run, { type: 'TimerDisarmed', timerId: idOf(run, timer.id), cause: 'cancelled' })
  for (const subscription of subscriptions.filter(listens)) emit(run, { type: 'SubscriptionClosed', subscriptionId: idOf(run, subscription.id) })
}
