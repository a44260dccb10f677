import type { Graph, Node } from '../graph.js'

const NOWHERE: ReadonlySet<Node> = new Set()

/** Nodes a token at `from` may still come to inside its scope, `from` itself included; it does not go through `avoided` ones. */
export function reachFrom(graph: Graph, from: Node, avoided: ReadonlySet<Node> = NOWHERE): ReadonlySet<Node> {
  const found = new Set<Node>([from])
  const open: Node[] = [from]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of successors(graph, node)) {
      if (found.has(next) || avoided.has(next)) continue
      found.add(next)
      open.push(next)
    }
  }
  return found
}

/** One step on: along the flows, and by the boundary events of an activity. */
function successors(_graph: Graph, node: Node): Node[] {
  return [...node.outgoing.map((flow) => flow.target), ...node.boundaries]
}

/** Whether a token at `from` may come to a join by one of its flows without having passed the join before. */
export function canFill(graph: Graph, from: Node, join: Node, flowId: string): boolean {
  const flow = join.incoming.find(({ id }) => id === flowId)
  return flow !== undefined && from !== join && reachFrom(graph, from, new Set([join])).has(flow.source)
}
