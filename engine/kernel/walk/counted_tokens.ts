import type { Node } from '../graph.js'
import { arrivedCount } from '../run/arrived_count.js'
import type { ArrivedTokens } from '../state.js'

/**
 * Whether an activity that begins with several tokens (`startQuantity`) can have the last of them: what waits in its scope and what is on its way comes
 * out even. A token counts as many as will come of it: more, where it is multiplied before; a part, where it is joined with others before. Branches that
 * may or may not be taken count as taken.
 *
 * @param at where tokens of the scope stand
 * @param arrived what waits at each node that joins tokens
 */
export function comesOutEven(gathering: Node, at: readonly Node[], arrived: ReadonlyMap<Node, readonly ArrivedTokens[]>): boolean {
  const known = new Map<Node, number>()
  const coming = at.reduce((sum, node) => sum + leaving(node), 0)
  const gathered = [...arrived].reduce((sum, [node, tokens]) => sum + arrivedCount(tokens) * arriving(node), 0)
  return isWhole((coming + gathered) / gathering.startQuantity)

  function arriving(node: Node): number {
    if (node === gathering) return 1
    return leaving(node) / (node.join === 'quantity' ? node.startQuantity : node.join === 'parallel' ? node.incoming.length : 1)
  }

  function leaving(node: Node): number {
    const found = known.get(node)
    if (found !== undefined) return found
    // round a loop nothing more comes
    known.set(node, 0)
    const flows = node.outgoing.map(({ target }) => arriving(target))
    const along = forks(node) ? flows.reduce((sum, count) => sum + count, 0) : Math.max(0, ...flows)
    const count = Math.max(along * node.completionQuantity, node.linkedTo === null ? 0 : leaving(node.linkedTo), ...node.boundaries.map(leaving))
    known.set(node, count)
    return count
  }
}

/** Whether a token leaves on each flow: of gateways the parallel one alone, anything else unless it asks conditions. */
const forks = ({ kind, hasConditions }: Node): boolean => kind === 'parallelGateway' || !(kind.endsWith('Gateway') || hasConditions)

/** Parts are fractions such as thirds. */
const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9
