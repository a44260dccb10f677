import type { Node } from '#engine/kernel/graph'
import type { Difference } from './walk_scenario.js'

/** A place where bpmn-engine 25 is known not to follow BPMN 2.0.2; tests/conformance/bpmn_engine_deviations.md explains each. */
export interface Deviation {
  readonly id: string
  readonly clause: string
  /** Whether this element, having been come to before the difference, explains it. */
  explains(node: Node, difference: Difference): boolean
}

export const KNOWN_DEVIATIONS: readonly Deviation[] = [
]

/** The deviations that explain a difference, each with the elements concerned; none = the difference is news. */
export function explain(difference: Difference, nodes: readonly Node[]): readonly { readonly deviation: Deviation; readonly elements: readonly string[] }[] {
  const visited = nodes.filter((node) => difference.visited.has(node.id))
  return KNOWN_DEVIATIONS.flatMap((deviation) => {
    const elements = visited.filter((node) => deviation.explains(node, difference)).map((node) => node.id)
    return elements.length === 0 ? [] : [{ deviation, elements }]
  })
}
