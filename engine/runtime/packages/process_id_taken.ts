import type { Diagnostic } from '#engine/model/diagnostic'
import type { PackageStore } from '../ports/package_store.js'
import type { PackageRegistry } from './package_registry.js'
import type { ReadPackage } from './read_package.js'

type Processes = Pick<ReadPackage, 'processes'>

/** Key of the package that holds a process id: the one in force, else the last that had it; null = free. */
export const ownerOf = async (processId: string, registry: PackageRegistry, store: PackageStore): Promise<{ key: string; name: string } | null> => {
  const row = registry.byKey(processId) ?? registry.list().find((one) => one.key === processId)
  return row ? store.find(row.packageId) : null
}

/** Whoever starts a process by its id gets what its package means by it: another package may not take the id over. */
export const checkProcessIds = async ({ processes }: Processes, key: string, registry: PackageRegistry, store: PackageStore): Promise<Diagnostic[]> => {
  const found: Diagnostic[] = []
  for (const { process, resource } of processes) {
    const owner = await ownerOf(process.id, registry, store)
    if (owner && owner.key !== key) found.push(taken(process.id, resource, owner))
  }
  return found
}

const taken = (processId: string, resource: string, owner: { key: string; name: string }): Diagnostic => ({
  code: 'PROCESS_ID_TAKEN', severity: 'error', elementId: processId, resource,
  message: `流程编号“${processId}”已由流程包“${owner.name}”（${owner.key}）使用。请换一个流程编号，或把修改发布到那个流程包。`,
})
