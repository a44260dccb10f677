import type { Engine } from '#engine/runtime/engine'
import type { JobRow } from '#engine/runtime/ports/rows'
import { parsePlace, type AllowedPlace } from './allow_list.js'

/**
 * `httpPlaces` of a package's manifest: the addresses its models confine themselves to. Null where it says nothing; an entry that is no address
 * allows nothing.
 */
export function placesIn(manifest: string | null): readonly AllowedPlace[] | null {
  const { httpPlaces } = read(manifest)
  if (httpPlaces === undefined) return null
  const entries = Array.isArray(httpPlaces) ? httpPlaces : []
  return entries.map((entry) => (typeof entry === 'string' ? parsePlace(entry) : undefined)).filter((place) => place !== undefined)
}

function read(manifest: string | null): { httpPlaces?: unknown } {
  try {
    const value: unknown = JSON.parse(manifest ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** The places that the package version of a job's instance declares. */
export const declaredPlacesOf = ({ instances, definitions }: Pick<Engine, 'instances' | 'definitions'>) => async (job: JobRow): Promise<readonly AllowedPlace[] | null> => {
  const instance = await instances.find(job.instanceId)
  const definition = instance && definitions.find(instance.definitionId)
  return definition ? placesIn(await definitions.resource(definition.packageId, 'manifest.json')) : null
}
