import type { Node } from '../graph.js'

const NOWHERE: ReadonlySet<Node> = new Set()

/** Nodes a token at `from` may still come to inside its scope, `from` itself included; it does not go through `avoided` ones. */
export function reachFrom(from: Node, avoided: ReadonlySet<Node> = NOWHERE): ReadonlySet<Node> {
  const found = new Set<Node>([from])
  const open: Node[] = [from]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of successors(node)) {
      if (found.has(next) || avoided.has(next)) continue
      found.add(next)
      open.push(next)
    }
  }
  return found
}

/** One step on: along the flows, by the boundary events of an activity, over a link. */
function successors({ outgoing, boundaries, linkedTo }: Node): Node[] {
  return [...outgoing.map((flow) => flow.target), ...boundaries, ...(linkedTo === null ? [] : [linkedTo])]
}

/** Whether a token at `from` may come to a join by one of its flows without having passed the join before. */
export function canFill(from: Node, join: Node, flowId: string): boolean {
  const flow = join.incoming.find(({ id }) => id === flowId)
  return flow !== undefined && from !== join && reachFrom(from, new Set([join])).has(flow.source)
}
