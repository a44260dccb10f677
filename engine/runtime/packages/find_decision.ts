import type { FoundInPackage } from './bound_references.js'
import type { PackageRegistry } from './package_registry.js'

/** The decision in force, or that of a package version, for who asks by hand; null when there is none. */
export const findDecision = async (decisionId: string, packageId: string | undefined, registry: PackageRegistry): Promise<FoundInPackage | null> => {
  const from = packageId === undefined ? null : await registry.load(packageId)
  for (;;) {
    const bound = registry.bound.decision(decisionId, from, from === null ? 'latest' : 'deployment')
    if (bound.kind === 'found') return bound.target
    if (bound.kind === 'none') return null
    for (const unread of bound.packages) await registry.load(unread)
  }
}
