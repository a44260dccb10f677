import { graphOf } from '#engine/kernel/graph'
import type { ExecutableProcess } from '#engine/model/executable_process'

/** Kinds that bpmn-engine 25 lacks or runs by other rules; tests/conformance/bpmn_engine_deviations.md says which. */
const UNCOMPARED = /^(complexGateway|adHocSubProcess|transaction|.*:(compensate|cancel))$/

/** Why a process is not walked by both engines, with the element concerned; null = nothing stands against it. */
export function uncomparedIn(process: ExecutableProcess): string | null {
  const node = graphOf(process).nodes.find(({ kind, multiInstance }) => UNCOMPARED.test(kind) || (multiInstance?.loop ?? null) !== null)
  if (node === undefined) return null
  const what = UNCOMPARED.test(node.kind) ? node.kind : 'standardLoopCharacteristics'
  return `${node.id}: ${what}, run by other rules in the second engine`
}
