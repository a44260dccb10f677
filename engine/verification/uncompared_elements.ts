import { graphOf } from '#engine/kernel/graph'
import type { ExecutableProcess } from '#engine/model/executable_process'

/** Kinds that bpmn-engine 25 lacks or runs by other rules; tests/conformance/bpmn_engine_deviations.md says which. */
const UNCOMPARED = /^(complexGateway|adHocSubProcess|transaction|eventSubProcess|boundaryEvent:escalation|.*:(compensate|cancel|conditional|link|multiple))$/

/** Why a process is not walked by both engines, with the element concerned; null = nothing stands against it. */
export function uncomparedIn(process: ExecutableProcess): string | null {
  const node = graphOf(process).nodes.find((one) => UNCOMPARED.test(one.kind) || one.instantiates || (one.multiInstance?.loop ?? null) !== null || (one.multiInstance?.events.length ?? 0) > 0)
  if (node === undefined) return null
  const { loop = null, events = [] } = node.multiInstance ?? {}
  const what = UNCOMPARED.test(node.kind) ? node.kind : loop !== null ? 'standardLoopCharacteristics' : events.length > 0 ? 'multiInstanceLoopCharacteristics:behavior' : node.instantiates ? `${node.kind}:instantiate` : node.kind
  return `${node.id}: ${what}, run by other rules in the second engine`
}
