import type { ExecutableProcess } from '#engine/model/executable_process'
import type { DefinitionRow } from '#engine/runtime/ports/package_store'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { parseManifest } from '#processes/foundation/manifest/parse_manifest'
import type { WebServices } from '../web_services.js'

/** The package's manifest; null for one without, or with a manifest that was told to be broken when it was published. */
export async function readManifest(services: Pick<WebServices, 'engine'>, packageId: string): Promise<Manifest | null> {
  const text = await services.engine.definitions.resource(packageId, 'manifest.json')
  if (text === null) return null
  const parsed = parseManifest(text)
  return parsed.ok ? parsed.manifest : null
}

/** Of a package that keeps a manifest people start the process named there; the others are called by it, with data it vouches for. */
export const isForPeople = (row: Pick<DefinitionRow, 'key'>, manifest: Manifest | null): boolean => manifest === null || manifest.process === row.key

/** Whether the model lets this person start the process; the kernel asks the same once more. */
export function isCandidateStarter({ organisation }: Pick<WebServices, 'organisation'>, { candidateStarters }: ExecutableProcess, userId: string): boolean {
  return candidateStarters === undefined || organisation.directory().principalsOf(userId).some((principal) => candidateStarters.includes(principal))
}
