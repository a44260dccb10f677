import { kernelMachine } from '#engine/runtime/machine'
import { checkAllLiveness } from '#engine/runtime/liveness/check_all'
import { livenessSentence } from '#engine/runtime/liveness/liveness_words'
import { createPackageRegistry } from '#engine/runtime/packages/package_registry'
import { livenessStore } from '#storage/liveness/liveness_store'
import { openReadOnly } from '#storage/open_read_only'
import { packageStore } from '#storage/packages/package_store'

/** The nightly check from outside, writing nothing; a line for each finding. Answers what was looked at. */
export async function verifyLiveness(where: string, say: (line: string) => void): Promise<{ instances: number; found: number }> {
  const { dialect, close } = await openReadOnly(where)
  try {
    const registry = createPackageRegistry(packageStore(dialect), kernelMachine.compile)
    await registry.refresh()
    let found = 0
    const instances = await checkAllLiveness({
      store: livenessStore(dialect),
      processOf: (definitionId) => registry.compiled(definitionId).catch(() => null),
      report(finding) {
        found += 1
        say(`✗ ${finding.code}  ${finding.instanceId}  ${livenessSentence(finding.code)}  (${finding.detail})`)
      },
    })
    return { instances, found }
  } finally {
    await close()
  }
}
