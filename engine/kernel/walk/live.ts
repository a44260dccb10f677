import { arrivedCount } from '../run/arrived_count.js'
import type { Activation } from '../state.js'

interface Alive {
  readonly tokens: { readonly active: readonly Activation[] }
}

/** The scopes around an activation that is alive, innermost first, the activation itself at the head; the process (0) is not among them. */
export function chainOf({ tokens }: Alive, id: number): Activation[] {
  const chain: Activation[] = []
  for (let at = tokens.active.find((record) => record.id === id); at !== undefined; at = tokens.active.find((record) => record.id === (at as Activation).scope)) {
    chain.push(at)
    if (at.scope === 0) break
  }
  return chain
}

/** The activation inside `scope` that is `id` or holds it; undefined when `id` lies elsewhere. */
export function heldIn(alive: Alive, id: number, scope: number): Activation | undefined {
  return chainOf(alive, id).find((record) => record.scope === scope)
}

/** How many tokens an activation stands for: itself, what lives inside it, what waits at a join. */
export function tokenCount(alive: Alive, record: Activation): number {
  if (record.arrived !== undefined) return arrivedCount(record.arrived)
  const inside = alive.tokens.active.filter((child) => child.scope === record.id)
  return inside.length === 0 ? 1 : inside.reduce((sum, child) => sum + tokenCount(alive, child), 0)
}
