import type { Node } from '../graph.js'
import { arrivedCount } from '../run/arrived_count.js'
import { nodeById, nodeOf, type Run } from '../run/run.js'
import { couldStart } from '../run/complex_join.js'
import type { Activation, ArrivedTokens } from '../state.js'
import { comesOutEven } from './counted_tokens.js'
import { canFill, reachFrom } from './reach.js'

/** Where tokens stand in one scope, and what has arrived at its joins. */
interface Positions {
  readonly at: readonly Node[]
  readonly arrived: ReadonlyMap<Node, readonly ArrivedTokens[]>
}

/**
 * Joins of the scope that can never be filled once a further token stands at `target`: a parallel one with a flow that has no token and none
 * can come to; a complex gateway that could not begin, as the data stand, with everything that can still come; an activity that begins
 * with several tokens and would have too few or too many. Empty = every join that waits or may have to wait can be reached.
 */
export function starvedJoins(run: Run, scope: number, target: Node | null): Node[] {
  const positions = positionsIn(run, scope, target)
  const one = positions.at[0] ?? [...positions.arrived.keys()][0]
  return run.graph.nodes.filter((node) => {
    if (node.parent !== one?.parent) return false
    if (node.join === 'parallel') return isStarved(node, positions)
    if (node.join === 'complex') return isAwaited(node, positions) && !couldStart(run, scope, node, countsToCome(node, positions))
    // tokens of several groups put back to one place do not begin it by themselves
    return node.join === 'quantity' && (arrivedCount(positions.arrived.get(node)) >= node.startQuantity || !comesOutEven(node, positions.at, positions.arrived))
  })
}

function positionsIn(run: Run, scope: number, target: Node | null): Positions {
  const at: Node[] = target === null ? [] : [target]
  const arrived = new Map<Node, readonly ArrivedTokens[]>()
  for (const record of run.draft.tokens.active) {
    if (record.scope !== scope) continue
    if (record.arrived === undefined) at.push(goesOnFrom(run, record))
    else arrived.set(nodeOf(run, record), record.arrived)
  }
  return { at, arrived }
}

/**
 * A join of the scope that would get a second token on a flow from a token put at `target`, which comes to it with no other join in between: one
 * waits there already, or is anywhere on its way. A target from which all its flows can be filled lies before the fork and crowds nothing.
 */
export function crowdedJoin(run: Run, scope: number, target: Node): Node | undefined {
  const positions = positionsIn(run, scope, null)
  const joins = run.graph.nodes.filter((node) => node.join !== 'none' && node.parent === target.parent)
  return joins.find((join) => {
    if (join === target || join.incoming.every(({ id }) => canFill(target, join, id))) return false
    if (positions.arrived.get(join)?.some(({ flow }) => canFill(target, join, flow))) return true
    const reached = reachFrom(target, new Set(joins))
    const others = othersThan(join, positions)
    return join.incoming.some(({ id, source }) => reached.has(source) && others.some((node) => canFill(node, join, id)))
  })
}

/** A token that goes straight back to where it was returned from goes on from there. */
function goesOnFrom(run: Run, record: Activation): Node {
  const back = record.moved?.backTo?.path[0]
  return back === undefined ? nodeOf(run, record) : nodeById(run, back)
}

/** Where other tokens stand or wait. */
const othersThan = (join: Node, { at, arrived }: Positions): Node[] => [...at, ...arrived.keys()].filter((node) => node !== join)

/** Flows by which tokens have arrived. */
const flowsAt = (join: Node, { arrived }: Positions): string[] => arrived.get(join)?.map(({ flow }) => flow) ?? []

/** Whether tokens wait at a join, or can still come to it. */
const isAwaited = (join: Node, positions: Positions): boolean =>
  (positions.arrived.get(join)?.length ?? 0) > 0 || othersThan(join, positions).some((node) => reachFrom(node).has(join))

function isStarved(join: Node, positions: Positions): boolean {
  const others = othersThan(join, positions)
  const filled = flowsAt(join, positions)
  return isAwaited(join, positions) && join.incoming.some(({ id }) => !filled.includes(id) && !others.some((node) => canFill(node, join, id)))
}

/** By each flow of a complex gateway one token where one waits or can still come. */
function countsToCome(join: Node, positions: Positions): Record<string, number> {
  const others = othersThan(join, positions)
  const filled = flowsAt(join, positions)
  return Object.fromEntries(join.incoming.map(({ id }) => [id, filled.includes(id) || others.some((node) => canFill(node, join, id)) ? 1 : 0]))
}
