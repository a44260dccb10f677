import type { Bound } from './bound_references.js'

/** What a reference leads to once the package versions it asks for are read; null when it leads nowhere. */
export const settleReference = async <Target>(look: () => Bound<Target>, load: (packageId: string) => Promise<unknown>): Promise<Target | null> => {
  for (;;) {
    const bound = look()
    if (bound.kind === 'found') return bound.target
    if (bound.kind === 'none') return null
    for (const unread of bound.packages) await load(unread)
  }
}
