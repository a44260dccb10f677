import { BY_EVENTS, BY_FLOWS, type Node } from '#engine/kernel/graph'
import type { DraftNode } from './build_graph.js'
import type { ProcessTools } from './model_tools.js'

/** Bytes of reachability one process may take; far beyond any drawn model. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * For each incoming flow of an inclusive join: from which nodes of its scope a token can come to that flow without passing the join.
 * A link is a way to its catch event; a boundary event one from its activity, told apart, since the standard's paths are formed by sequence flows
 * alone. BPMN 2.0.2, 13.4.3.
 */
export function reachOf(join: DraftNode, nodes: readonly DraftNode[], tools: ProcessTools): Uint8Array[] {
  if (join.incoming.length * nodes.length > MAX_BYTES) {
    tools.forElement(join.id).report('error', 'MODEL_TOO_LARGE', '包容网关的入口过多，模型过大。请拆分模型。')
    return join.incoming.map(() => new Uint8Array(nodes.length))
  }
  return join.incoming.map((flow) => comingFrom(flow.source, join as Node, nodes as readonly Node[]))
}

function comingFrom(last: Node, join: Node, nodes: readonly Node[]): Uint8Array {
  const reached = new Uint8Array(nodes.length)
  const hosts: Node[] = []
  const walk = (from: Node, way: number): void => {
    const open: Node[] = [from]
    while (open.length > 0) {
      const node = open.pop() as Node
      if (node === join || reached[node.index] !== 0) continue
      reached[node.index] = way
      for (const flow of node.incoming) open.push(flow.source)
      if (node.attachedTo !== null) hosts.push(node.attachedTo)
      if (node.kind === 'intermediateCatchEvent:link') open.push(...nodes.filter((thrower) => thrower.linkedTo === node))
    }
  }
  walk(last, BY_FLOWS)
  while (hosts.length > 0) walk(hosts.pop() as Node, BY_EVENTS)
  return reached
}
