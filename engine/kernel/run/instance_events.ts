import type { InstanceEvent, MultiInstance, Node } from '../graph.js'
import type { ElementDefinition } from '../elements/element.js'
import type { Activation, MultiInstanceState } from '../state.js'
import { evaluateTruth, STOPPED, type Stopped } from './evaluate.js'
import { elementText, isStopped } from './incidents.js'
import { emit, findActivation, idOf, type Run } from './run.js'

/**
 * Throws what a multi-instance body says of instances that have completed (`behavior` none, one, complex), for its boundary events and whoever
 * else listens. False = the body does not go on now: something interrupted it, an incident stands, whose retry throws again, or a signal is to
 * be heard first, while the body still stands (`run.bodies`). BPMN 2.0.2, 10.3.7 and 13.3.7.
 */
export function throwInstanceEvents(run: Run, body: Activation, node: Node, { events }: MultiInstance): boolean {
  if (isStopped(run, body.id)) return false
  const { completed, told = 0 } = body.multi as MultiInstanceState
  if (completed <= told) return true
  const due = dueEvents(run, body, node, events, told)
  if (due === STOPPED) return false
  for (const { kind, settings } of due) {
    const { enter } = run.elements.get(kind) as ElementDefinition
    if (enter(run, findActivation(run, body.id) as Activation, node, settings) !== 'done') return false
    if (findActivation(run, body.id) === undefined) return false
  }
  emit(run, { type: 'InstanceEventsThrown', elementInstanceId: idOf(run, body.id), elementId: node.id, completed })
  if (run.signals.length === 0) return true
  run.bodies.push(body.id)
  return false
}

/** Every condition is looked at before anything is thrown. */
function dueEvents(run: Run, body: Activation, node: Node, events: readonly InstanceEvent[], told: number): InstanceEvent[] | Stopped {
  const due: InstanceEvent[] = []
  for (const event of events) {
    if (event.when === 'first' && told > 0) continue
    const holds = event.condition === null || evaluateTruth(run, body, event.condition, `${elementText(node)}的事件条件`)
    if (holds === STOPPED) return STOPPED
    if (holds) due.push(event)
  }
  return due
}
