import type { PackageStore } from '../ports/package_store.js'
import { armStartTimers } from './arm_start_timers.js'
import type { PackageRegistry } from './package_registry.js'

/**
 * Arms the start timers of versions that came into force before the product knew start timers; answers which. Each once: whichever node
 * looks first, and never again after its timers have fired. A version that cannot be read any more is reported and left for the next start.
 */
export const armLeftPackages = async (
  store: PackageStore, registry: Pick<PackageRegistry, 'load'>, nowMs: number, onError: (error: unknown) => void,
): Promise<string[]> => {
  const armed: string[] = []
  for (const row of await store.unarmed()) {
    try {
      const { processes } = await registry.load(row.id)
      const compiled = (await store.definitionsOf(row.id)).map((definition) => ({ definition, process: processes.get(definition.id)! }))
      if (await store.arm(row, armStartTimers(compiled, row.key, nowMs))) armed.push(row.id)
    } catch (error) {
      onError(error)
    }
  }
  return armed
}
