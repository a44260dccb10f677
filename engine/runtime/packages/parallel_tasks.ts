import { graphOf, type Flow, type Node } from '#engine/kernel/graph'
import type { ExecutableProcess } from '#engine/model/executable_process'

/** Nodes and pairs looked at for one process; a drawn model takes some thousands. One that takes more is judged no further. */
const MOST_STEPS = 200_000

/** Pairs of `tasks` that can be open at the same time: on two branches of a parallel or inclusive fork, neither beyond a join of both. */
export const parallelPairs = (process: ExecutableProcess, tasks: ReadonlySet<Node>): [Node, Node][] => {
  const pairs = new Map<string, [Node, Node]>()
  const budget = { steps: MOST_STEPS }
  for (const fork of graphOf(process).nodes) {
    if (!isFork(fork)) continue
    const branches = fork.outgoing.map((flow) => ({ flow, reached: reachedBy(flow, (node) => node === fork, budget) }))
    for (const [n, left] of branches.entries()) {
      for (const right of branches.slice(n + 1)) {
        const isEnd = (node: Node): boolean => node === fork || (node.join !== 'none' && left.reached.has(node) && right.reached.has(node))
        const [ofLeft, ofRight] = [left, right].map(({ flow }) => [...reachedBy(flow, isEnd, budget)].filter((node) => tasks.has(node)))
        budget.steps -= ofLeft!.length * ofRight!.length
        if (budget.steps <= 0) return [...pairs.values()]
        for (const a of ofLeft!) for (const b of ofRight!) addPair(pairs, a, b)
      }
    }
  }
  return [...pairs.values()]
}

const isFork = ({ kind, outgoing }: Node): boolean => (kind === 'parallelGateway' || kind === 'inclusiveGateway') && outgoing.length > 1

const addPair = (pairs: Map<string, [Node, Node]>, a: Node, b: Node): void => {
  if (a === b) return
  const [first, second] = a.index < b.index ? [a, b] : [b, a]
  pairs.set(`${first.index} ${second.index}`, [first, second])
}

/** Where a token that takes the flow can come to, the insides of sub-processes and boundary events included; what `isEnd` says is reached and not passed. */
const reachedBy = (flow: Flow, isEnd: (node: Node) => boolean, budget: { steps: number }): Set<Node> => {
  const reached = new Set<Node>()
  const open: Node[] = [flow.target]
  while (open.length > 0 && budget.steps > 0) {
    budget.steps -= 1
    const node = open.pop()!
    if (reached.has(node)) continue
    reached.add(node)
    if (isEnd(node)) continue
    if (node.linkedTo !== null) open.push(node.linkedTo)
    open.push(...node.starts, ...node.eventSubProcesses, ...node.boundaries, ...node.outgoing.map(({ target }) => target))
  }
  return reached
}
