import { definitionsOf, graphOf, type Node } from '#engine/kernel/graph'
import type { ExecutableProcess } from '#engine/model/executable_process'

/** Kinds that bpmn-engine 25 lacks or runs by other rules; tests/conformance/bpmn_engine_deviations.md says which. */
const UNCOMPARED = /^(complexGateway|adHocSubProcess|transaction|.*:(compensate|cancel))$/

/** Why a process is not walked by both engines, with the element concerned; null = nothing stands against it. */
export function uncomparedIn(process: ExecutableProcess): string | null {
  const graph = graphOf(process)
  const [listener] = graph.eventSubProcesses
  if (listener !== undefined && graph.starts.length > 1) return `${listener.id}: eventSubProcess in a process with several starts, which the second engine does not tell apart`
  for (const node of graph.nodes) {
    const what = uncomparedAt(node, graph.nodes)
    if (what !== null) return `${node.id}: ${what}, run by other rules in the second engine`
  }
  return null
}

function uncomparedAt(node: Node, all: readonly Node[]): string | null {
  const { loop = null, events = [] } = node.multiInstance ?? {}
  if (UNCOMPARED.test(node.kind)) return node.kind
  if (loop !== null) return 'standardLoopCharacteristics'
  if (events.length > 0) return 'multiInstanceLoopCharacteristics:behavior'
  if (node.startQuantity > 1 || node.completionQuantity > 1) return `${node.kind}:${node.startQuantity > 1 ? 'startQuantity' : 'completionQuantity'}`
  if (node.instantiates) return `${node.kind}:instantiate`
  return severalAt(node) ?? listenerAt(node) ?? escalationAt(node, all)
}

const HEARD = ['message', 'signal', 'timer', 'conditional']
const SENT = ['message', 'signal']

/** Events with several definitions of other kinds, and those at an edge that need all of theirs. */
function severalAt(node: Node): string | null {
  if (node.parts.length === 0 || (node.type === 'startEvent' && node.parent === null)) return null
  const isThrown = node.type === 'intermediateThrowEvent' || node.type === 'endEvent'
  const isKnown = node.parts.every(({ kind }) => (isThrown ? SENT : HEARD).includes(kind.slice(kind.indexOf(':') + 1)))
  const needsAllAtAnEdge = node.type !== 'intermediateCatchEvent' && node.parts.some(({ part }) => part?.needsAll === true)
  return isKnown && !needsAllAtAnEdge ? null : node.kind
}

/** A condition that begins an event sub-process is no row of the state: who listens cannot be read off. */
function listenerAt(node: Node): string | null {
  const isListener = node.type === 'startEvent' && node.parent?.kind === 'eventSubProcess'
  return isListener && definitionsOf(node).some(({ kind }) => kind === 'startEvent:conditional') ? node.kind : null
}

/** Escalations whose catcher the drawing does not tell, or that several instances may throw at once. */
function escalationAt(node: Node, all: readonly Node[]): string | null {
  if (/^(boundaryEvent|startEvent):escalation$/.test(node.kind)) return all.some(({ type }) => type === 'callActivity') ? `${node.kind} beside a call` : null
  return node.kind.endsWith(':escalation') && isInMultiInstance(node) ? `${node.kind} in a multi-instance body` : null
}

const isInMultiInstance = (node: Node | null): boolean => node !== null && (node.multiInstance !== null || isInMultiInstance(node.parent))
