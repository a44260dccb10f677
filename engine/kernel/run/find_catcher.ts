import { definitionsOf, type Node } from '../graph.js'
import type { Activation } from '../state.js'
import { isRevived } from './completed_activities.js'
import { eventSubProcessesOf, isInterrupted, triggerOf } from './event_sub_processes.js'
import { findActivation, nodeOf, type Run } from './run.js'

/** An event that catches what was thrown, and the activity or scope (0 = the process) it watches. */
export interface Catcher {
  readonly event: Node
  readonly owner: number
}

/** What errors and escalations are caught by; null = any code. */
export interface CodeCatch {
  readonly code: string | null
}

/**
 * The event that catches something thrown at an activation: from the inside out, first what is attached to the activity itself, then the
 * event sub-processes of the scope around it, before what is attached to that scope. An event sub-process never catches
 * what is thrown inside itself. `kind` is the event definition's. BPMN 2.0.2, 10.5.7.
 */
export function findCatcher(run: Run, thrower: Activation, kind: 'error' | 'escalation', code: string): Catcher | null {
  for (let at: Activation | undefined = thrower; at !== undefined; at = at.scope === 0 ? undefined : findActivation(run, at.scope)) {
    const node = nodeOf(run, at)
    const boundary = at.loop === undefined && !isRevived(at, node) ? byCode(node.boundaries, `boundaryEvent:${kind}`, code) : undefined
    if (boundary !== undefined) return { event: boundary, owner: at.id }
    const listeners = eventSubProcessesOf(run, at.scope).filter((listener) => listener !== node)
    if (listeners.length === 0) continue
    const start = byCode(listeners.map(triggerOf), `startEvent:${kind}`, code)
    if (start !== undefined && !isInterrupted(run, at.scope)) return { event: start, owner: at.scope }
  }
  return null
}

/** An event for exactly this code goes before one for any. */
function byCode(events: readonly Node[], kind: string, code: string): Node | undefined {
  const catchers = events.flatMap(definitionsOf).filter((event) => event.kind === kind)
  const codeOf = (event: Node) => (event.settings as CodeCatch).code
  return catchers.find((event) => codeOf(event) === code) ?? catchers.find((event) => codeOf(event) === null)
}
