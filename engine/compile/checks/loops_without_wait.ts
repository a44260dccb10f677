import { elementRegistry } from '#engine/kernel/elements/registry'
import type { Node } from '#engine/kernel/graph'
import type { Check } from './run_checks.js'

/** A loop in which every element passes at once may run without end; the step budget would stop it as an incident. */
export const checkLoopsWithoutWait: Check = ({ graph }, toolsFor) => {
  const state = new Map<Node, 'open' | 'done'>()
  for (const root of graph.nodes) {
    if (!passes(root) || state.has(root)) continue
    const path: { node: Node; next: number }[] = [{ node: root, next: 0 }]
    state.set(root, 'open')
    while (path.length > 0) {
      const top = path.at(-1) as { node: Node; next: number }
      const flow = top.node.outgoing[top.next++]
      if (flow === undefined) {
        state.set(top.node, 'done')
        path.pop()
      } else if (state.get(flow.target) === 'open') {
        toolsFor(flow.id).report('warning', 'LOOP_WITHOUT_WAIT', '此顺序流所在的回路中没有等待的环节，可能无休止地循环。请在回路中加等待环节或退出条件。')
      } else if (passes(flow.target) && !state.has(flow.target)) {
        state.set(flow.target, 'open')
        path.push({ node: flow.target, next: 0 })
      }
    }
  }
}

function passes(node: Node): boolean {
  return elementRegistry.get(node.kind)?.rests === false && node.multiInstance === null
}
