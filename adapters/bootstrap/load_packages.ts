import type { Engine } from '#engine/runtime/engine'
import { readPackageFolders } from './package_folders.js'

/** Publishes every folder below processes/ that is new or changed. Gives one line per mistake in a package; the others are loaded all the same. */
export async function loadPackages(engine: Pick<Engine, 'packages'>, processes: string): Promise<string[]> {
  const faults: string[] = []
  for (const { folder, resources } of readPackageFolders(processes)) {
    const result = await engine.packages.loadFolder({ resources })
    if (result.ok) continue
    const errors = result.diagnostics.filter((one) => one.severity === 'error')
    faults.push(...errors.map((one) => `业务包 ${folder} 没有载入：${one.resource ?? ''} ${one.elementId ?? ''} ${one.message}`))
  }
  return faults
}
