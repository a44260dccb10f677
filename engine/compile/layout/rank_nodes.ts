/** A graph to be drawn: nodes by number, edges as pairs of numbers. */
export interface Edges {
  readonly count: number
  readonly pairs: readonly (readonly [from: number, to: number])[]
}

/** The column of each node: one right of everything that leads to it; edges that lead back do not count. No recursion. */
export function rankNodes({ count, pairs }: Edges): readonly number[] {
  const next: number[][] = Array.from({ length: count }, () => [])
  const hasIncoming = new Uint8Array(count)
  for (const [from, to] of pairs) {
    ;(next[from] as number[]).push(to)
    if (from !== to) hasIncoming[to] = 1
  }
  const roots = [...Array(count).keys()]
  const order = finishOrder(next, [...roots.filter((node) => hasIncoming[node] === 0), ...roots])
  const position = new Int32Array(count)
  order.forEach((node, index) => (position[node] = index))
  const ranks = Array.from({ length: count }, () => 0)
  for (const node of order) {
    for (const to of next[node] as number[]) {
      if ((position[to] as number) > (position[node] as number)) ranks[to] = Math.max(ranks[to] as number, (ranks[node] as number) + 1)
    }
  }
  return ranks
}

/** Reverse order in which a depth-first walk leaves the nodes: without the edges that lead back it is topological. */
function finishOrder(next: readonly (readonly number[])[], roots: readonly number[]): readonly number[] {
  const seen = new Uint8Array(next.length)
  const left: number[] = []
  for (const root of roots) {
    if (seen[root] === 1) continue
    seen[root] = 1
    const path: { node: number; at: number }[] = [{ node: root, at: 0 }]
    while (path.length > 0) {
      const top = path.at(-1) as { node: number; at: number }
      const to = (next[top.node] as readonly number[])[top.at++]
      if (to === undefined) {
        left.push(top.node)
        path.pop()
      } else if (seen[to] === 0) {
        seen[to] = 1
        path.push({ node: to, at: 0 })
      }
    }
  }
  return left.reverse()
}
