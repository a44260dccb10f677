import { ref, type Ref } from 'vue'
import type { PackageResource } from '#designer/package_resources'
import { checkPackage } from './package_api.js'
import type { Problem } from './package_workbench.js'
import { d } from './words.js'

/**
 * 双引擎校验 beside the check: it takes seconds, so its words come later, and only while they still speak of what is on the bench.
 * `found` receives what both together have to say.
 */
export function useSecondOpinion(packageKey: string, resources: Ref<PackageResource[]>, found: (problems: Problem[]) => void) {
  const opinion = ref('')
  const now = () => JSON.stringify(resources.value)

  async function ask(): Promise<void> {
    const asked = now()
    opinion.value = d('second.asking')
    const answer = await checkPackage(packageKey, resources.value, true).catch(() => null)
    const isStale = now() !== asked
    opinion.value = answer === null || isStale ? '' : d(`second.${answer.verification.status}`, { detail: answer.verification.detail })
    if (answer !== null && !isStale) found(answer.diagnostics)
  }

  return { opinion, ask, forget: () => void (opinion.value = '') }
}
