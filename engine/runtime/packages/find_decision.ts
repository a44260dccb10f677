import type { FoundInPackage } from './bound_references.js'
import type { PackageRegistry } from './package_registry.js'
import { settleReference } from './settle_reference.js'

/** The decision in force, or that of a package version, for who asks by hand; null when there is none. */
export const findDecision = async (decisionId: string, packageId: string | undefined, registry: PackageRegistry): Promise<FoundInPackage | null> => {
  const from = packageId === undefined ? null : await registry.load(packageId)
  return settleReference(() => registry.bound.decision(decisionId, from, from === null ? 'latest' : 'deployment'), registry.load)
}
