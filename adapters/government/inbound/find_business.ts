import type { Engine } from '#engine/runtime/engine'
import type { DefinitionRow } from '#engine/runtime/ports/package_store'
import { isMeant, type MessageData } from '#processes/foundation/inbound/form_values'
import { parseInboundDeclaration, type ChannelMapping, type InboundDeclaration } from '#processes/foundation/inbound/inbound_declaration'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { parseManifest } from '#processes/foundation/manifest/parse_manifest'

/** A business that takes what a channel sends. */
export interface InboundBusiness {
  definition: DefinitionRow
  manifest: Manifest
  mapping: ChannelMapping
}

interface KnownPackage {
  manifest: Manifest
  declaration: InboundDeclaration
}

/** Reads each package version once: what is published never changes. */
export function createBusinessFinder({ definitions }: Pick<Engine, 'definitions'>) {
  const known = new Map<string, KnownPackage | null>()
  const packageOf = async (packageId: string): Promise<KnownPackage | null> => {
    const found = known.get(packageId)
    if (found !== undefined) return found
    const read = await readPackage(definitions, packageId)
    known.set(packageId, read)
    return read
  }
  return {
    /** The business in force that a message is for; the first by key where several would take it. */
    async forMessage(channel: string, reading: { data: MessageData; upperId: string; nowMs: number }): Promise<InboundBusiness | null> {
      for (const definition of [...definitions.latest()].sort((one, other) => (one.key < other.key ? -1 : 1))) {
        const found = await packageOf(definition.packageId)
        const mapping = found?.manifest.process === definition.key ? found.declaration.get(channel) : undefined
        if (found && mapping && isMeant(mapping, reading)) return { definition, manifest: found.manifest, mapping }
      }
      return null
    },
    /** How the package of a running case reads this channel. */
    async ofPackage(packageId: string, channel: string): Promise<Omit<InboundBusiness, 'definition'> | null> {
      const found = await packageOf(packageId)
      const mapping = found?.declaration.get(channel)
      return found && mapping ? { manifest: found.manifest, mapping } : null
    },
  }
}
export type BusinessFinder = ReturnType<typeof createBusinessFinder>

async function readPackage(definitions: Engine['definitions'], packageId: string): Promise<KnownPackage | null> {
  const [inbound, manifestText] = await Promise.all([definitions.resource(packageId, 'inbound.json'), definitions.resource(packageId, 'manifest.json')])
  if (inbound === null || manifestText === null) return null
  const declaration = parseInboundDeclaration(inbound)
  const manifest = parseManifest(manifestText)
  return declaration.ok && manifest.ok ? { manifest: manifest.manifest, declaration: declaration.declaration } : null
}
