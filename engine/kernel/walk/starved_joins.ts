import type { Node } from '../graph.js'
import { nodeById, nodeOf, type Run } from '../run/run.js'
import type { Activation } from '../state.js'
import { canFill, reachFrom } from './reach.js'

/** Where tokens stand in one scope, and what has arrived at its joins. */
interface Positions {
  readonly at: readonly Node[]
  readonly arrived: ReadonlyMap<Node, readonly string[]>
}

/**
 * Parallel joins of the scope that can never be filled once a further token stands at `target`: one of their flows has no token and
 * none can come to it. Empty = every join that waits or may have to wait can be reached.
 */
export function starvedJoins(run: Run, scope: number, target: Node | null): Node[] {
  const positions = positionsIn(run, scope, target)
  const one = positions.at[0] ?? [...positions.arrived.keys()][0]
  return run.graph.nodes.filter((node) => node.join === 'parallel' && node.parent === one?.parent && isStarved(node, positions))
}

function positionsIn(run: Run, scope: number, target: Node | null): Positions {
  const at: Node[] = target === null ? [] : [target]
  const arrived = new Map<Node, readonly string[]>()
  for (const record of run.draft.tokens.active) {
    if (record.scope !== scope) continue
    if (record.arrived === undefined) at.push(goesOnFrom(run, record))
    else arrived.set(nodeOf(run, record), record.arrived.map(({ flow }) => flow))
  }
  return { at, arrived }
}

/**
 * A join of the scope that would get a second token on a flow from a token put at `target`: one waits there already, or is on its
 * way with no other join before this one. A target from which all its flows can be filled lies before the fork and crowds nothing.
 */
export function crowdedJoin(run: Run, scope: number, target: Node): Node | undefined {
  const { at, arrived } = positionsIn(run, scope, null)
  const joins = run.graph.nodes.filter((node) => node.join !== 'none' && node.parent === target.parent)
  const comesTo = (from: Node, join: Node) => {
    const reached = from === join ? new Set<Node>() : reachFrom(from, new Set(joins))
    return join.incoming.filter(({ source }) => reached.has(source))
  }
  return joins.find((join) => {
    if (join.incoming.every(({ id }) => canFill(target, join, id))) return false
    if (arrived.get(join)?.some((flowId) => canFill(target, join, flowId))) return true
    return comesTo(target, join).some((flow) => at.some((node) => comesTo(node, join).includes(flow)))
  })
}

/** A token that goes straight back to where it was returned from goes on from there. */
function goesOnFrom(run: Run, record: Activation): Node {
  const back = record.moved?.backTo?.path[0]
  return back === undefined ? nodeOf(run, record) : nodeById(run, back)
}

function isStarved(join: Node, { at, arrived }: Positions): boolean {
  const filled = arrived.get(join) ?? []
  const movers = at.filter((node) => node !== join)
  const behind = [...arrived.keys()].filter((node) => node !== join)
  const others = [...movers, ...behind]
  if (filled.length === 0 && !others.some((node) => reachFrom(node).has(join))) return false
  return join.incoming.some(({ id }) => !filled.includes(id) && !others.some((node) => canFill(node, join, id)))
}
