import { graphOf } from '#engine/kernel/graph'
import type { ExecutableProcess } from '#engine/model/executable_process'

/** Kinds that bpmn-engine 25 lacks or runs by other rules; tests/conformance/bpmn_engine_deviations.md says which. */
const UNCOMPARED = /^(complexGateway|adHocSubProcess|transaction|(boundaryEvent|startEvent):escalation|.*:(compensate|cancel|conditional|multiple))$/

/** Why a process is not walked by both engines, with the element concerned; null = nothing stands against it. */
export function uncomparedIn(process: ExecutableProcess): string | null {
  const graph = graphOf(process)
  const [listener] = graph.eventSubProcesses
  if (listener !== undefined && graph.starts.length > 1) return `${listener.id}: eventSubProcess in a process with several starts, which the second engine does not tell apart`
  const node = graph.nodes.find((one) => UNCOMPARED.test(one.kind) || one.instantiates || (one.multiInstance?.loop ?? null) !== null || (one.multiInstance?.events.length ?? 0) > 0)
  if (node === undefined) return null
  const { loop = null, events = [] } = node.multiInstance ?? {}
  const what = UNCOMPARED.test(node.kind) ? node.kind : loop !== null ? 'standardLoopCharacteristics' : events.length > 0 ? 'multiInstanceLoopCharacteristics:behavior' : node.instantiates ? `${node.kind}:instantiate` : node.kind
  return `${node.id}: ${what}, run by other rules in the second engine`
}
