import type { Engine } from '#engine/runtime/engine'
import type { AllowedPlace } from './allow_list.js'
import { placesIn } from './declared_places.js'

/** Places that models may call, for administrators to look at. */
export interface ShownPlaces {
  /** What the operator allows. */
  allowed: readonly AllowedPlace[]
  /** Packages in force that confine themselves further; without any address a package calls nothing. */
  confined: readonly { packageKey: string; packageName: string; version: number; places: readonly AllowedPlace[] }[]
}

/** Reads what the packages in force say of themselves; a version's manifest is read once. It need not compile for that. */
export function createShownPlaces(allowed: readonly AllowedPlace[], { packages }: Pick<Engine, 'packages'>): () => Promise<ShownPlaces> {
  const declared = new Map<string, readonly AllowedPlace[] | null>()
  const declaredBy = async (packageId: string): Promise<readonly AllowedPlace[] | null> => {
    const known = declared.get(packageId)
    if (known !== undefined) return known
    const manifest = (await packages.resources(packageId)).find(({ name }) => name === 'manifest.json')
    const places = placesIn(manifest?.content ?? null)
    declared.set(packageId, places)
    return places
  }
  return async () => {
    const confined: ShownPlaces['confined'][number][] = []
    for (const { id, key, name, version, isDefault } of await packages.list()) {
      const places = isDefault ? await declaredBy(id) : null
      if (places !== null) confined.push({ packageKey: key, packageName: name, version, places })
    }
    return { allowed, confined }
  }
}
