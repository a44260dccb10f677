import type { Node } from '#engine/kernel/graph'
import type { Check } from './run_checks.js'

/** Elements no token can come to: forgotten flows, mostly. */
export const checkReachable: Check = ({ graph }, toolsFor) => {
  const reached = new Set<Node>()
  const open: Node[] = [...graph.starts, ...graph.eventSubProcesses, ...graph.nodes.filter((node) => node.instantiates), ...graph.nodes.filter(isUndoing)]
  while (open.length > 0) {
    const node = open.pop() as Node
    if (reached.has(node)) continue
    reached.add(node)
    if (node.linkedTo !== null) open.push(node.linkedTo)
    open.push(...node.starts, ...node.eventSubProcesses, ...node.boundaries, ...node.outgoing.map((flow) => flow.target))
  }
  for (const node of graph.nodes) {
    const isInside = node.parent !== null && !reached.has(node.parent)
    if (!reached.has(node) && !isInside) {
      toolsFor(node.id).report('warning', 'UNREACHABLE', `没有路径能到达“${node.name === '' ? node.id : node.name}”。请连接它，或从模型中删去。`)
    }
  }
}

/** Compensation enters these, no flow does. */
function isUndoing(node: Node): boolean {
  return node.isForCompensation || (node.kind === 'eventSubProcess' && node.starts.some(({ kind }) => kind === 'startEvent:compensate'))
}
