import type { Diagnostic } from '#engine/model/diagnostic'
import type { Resource } from '../ports/package_store.js'
import type { PackageVerification } from './verify_package.js'

const MANIFEST = 'manifest.json'

/** Whether the package itself asks that both engines agree before it is published: `"demandAgreement": true` in its manifest. */
export const demandsAgreement = (resources: readonly Resource[]): boolean => {
  const manifest = resources.find(({ name, encoding }) => name === MANIFEST && encoding !== 'base64')
  try {
    return manifest !== undefined && (JSON.parse(manifest.content) as { demandAgreement?: unknown } | null)?.demandAgreement === true
  } catch {
    // a manifest that is no JSON is told by the check of the package
    return false
  }
}

/** Why a package that demands agreement may not be published with this verdict; empty where both engines agree. */
export const refuseDisagreement = (verification: PackageVerification | null): Diagnostic[] => {
  if (verification?.status === 'agreed') return []
  const why = verification === null ? '双引擎校验没有运行' : verification.detail
  const message = `业务包要求双引擎校验一致才能发布（manifest.json 的 demandAgreement），但${why}。请修改模型，或在清单中去掉这项要求。`
  return [{ code: 'AGREEMENT_DEMANDED', severity: 'error', elementId: null, resource: MANIFEST, message }]
}
