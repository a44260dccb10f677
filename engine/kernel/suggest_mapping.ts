import type { ExecutableProcess } from '#engine/model/executable_process'
import { graphOf, type Node } from './graph.js'

/** A first plan for a migration: what keeps its id, what is likely to be what, and what has no counterpart. */
export interface SuggestedMapping {
  /** Elements whose id is another one in the target, found by kind and name. */
  readonly mapping: Readonly<Record<string, string>>
  /** Elements of the source without counterpart: harmless unless something rests there. */
  readonly unmatched: readonly string[]
  /** Elements that are not where they were: what the mapping leads to, and what only the target has. */
  readonly added: readonly string[]
}

/** Matches the elements of two versions: same id and kind first, then the only one of the same kind and name. */
export function suggestMapping(source: ExecutableProcess, target: ExecutableProcess): SuggestedMapping {
  const from = graphOf(source).nodes
  const to = graphOf(target)
  const kept = from.filter((node) => to.nodesById.get(node.id)?.kind === node.kind)
  const keptIds = new Set(kept.map(({ id }) => id))
  const free = to.nodes.filter(({ id }) => !keptIds.has(id))
  const mapping: Record<string, string> = {}
  for (const node of from) {
    if (keptIds.has(node.id) || node.name === '') continue
    const alike = free.filter((other) => isAlike(node, other))
    const rivals = from.filter((other) => !keptIds.has(other.id) && isAlike(node, other))
    if (alike.length === 1 && rivals.length === 1) mapping[node.id] = (alike[0] as Node).id
  }
  return {
    mapping,
    unmatched: from.filter(({ id }) => !keptIds.has(id) && !Object.hasOwn(mapping, id)).map(({ id }) => id),
    added: free.map(({ id }) => id),
  }
}

const isAlike = (node: Node, other: Node): boolean => node.kind === other.kind && node.name === other.name
