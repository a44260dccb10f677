import { stateOfRow } from '#engine/runtime/bus/state_of_row'
import type { Engine } from '#engine/runtime/engine'
import type { StandingInstance } from '#processes/foundation/deliveries/derive_again'

/** Files of a package that say what a case is. */
const FILES = ['manifest.json', 'lifecycle.json', 'event.json'] as const

/** A root instance with the texts of its package version; null when there is none of this id. */
export async function standingInstance({ instances, definitions }: Pick<Engine, 'instances' | 'definitions'>, instanceId: string): Promise<StandingInstance | null> {
  const row = await instances.find(instanceId)
  const definition = row === null ? null : definitions.find(row.definitionId)
  if (row === null || definition === null) return null
  const texts = new Map<string, string | null>()
  for (const name of FILES) texts.set(name, await definitions.resource(row.packageId, name))
  return { state: stateOfRow(row), packageId: row.packageId, resource: (name) => texts.get(name) ?? null }
}
