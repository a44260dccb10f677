import { checkResources, isFine as isSound } from '#engine/runtime/packages/check_resources'
import { demandsAgreement, refuseDisagreement } from '#engine/runtime/packages/demanded_agreement'
import { isModel, type ReadPackage } from '#engine/runtime/packages/read_package'
import { kernelMachine } from '#engine/runtime/machine'
import type { Resource } from '#engine/runtime/ports/package_store'
import { verifyPackage, type PackageVerification } from '#engine/runtime/packages/verify_package'
import type { Diagnostic } from '#engine/model/diagnostic'
import { countyParticipants } from '#processes/foundation/county_participants'
import { checkPrintedDocuments } from './check_printed_documents.js'
import { readCountyDecisions } from './county_decisions.js'
import { isFine, rehearsePackage, type RehearsedFile } from './rehearse_package.js'

/** Everything that can be said of a package without a server: what deployment says, its stories, its documents, the second engine. */
export interface CheckedPackage {
  ok: boolean
  read: ReadPackage
  diagnostics: readonly Diagnostic[]
  rehearsals: readonly RehearsedFile[]
  /** null where the models are not sound. */
  verification: PackageVerification | null
}

/** Checks the files of a package; what needs sound models is left out when they are not. */
export async function checkPackage(resources: readonly Resource[]): Promise<CheckedPackage> {
  const read = await checkResources(resources, kernelMachine.compile, countyParticipants(noCounty))
  if (!isSound(read)) return { ok: false, read, diagnostics: read.diagnostics, rehearsals: [], verification: null }
  const rehearsals = rehearsePackage({ ...read, countyDecisions: await readCountyDecisions() })
  const verification = await verifyPackage(resources, kernelMachine.verify!)
  const refusals = demandsAgreement(resources) ? refuseDisagreement(verification) : []
  const diagnostics = [...read.diagnostics, ...checkPrintedDocuments(read.texts, rehearsals), ...verification.diagnostics, ...refusals]
  const ok = rehearsals.every(isFine) && diagnostics.every(({ severity }) => severity !== 'error')
  return { ok, read, diagnostics, rehearsals, verification }
}

/** Checks of packages look at files alone. */
function noCounty(): never {
  throw new Error('Expected the check of a package to need no county, but a participant asked for it.')
}

/** What the package consists of, in one line. */
export function countParts({ texts }: ReadPackage): string {
  const count = (fits: (name: string) => boolean) => [...texts.keys()].filter(fits).length
  const parts: readonly (readonly [number, string])[] = [
    [count(isModel), '个模型'],
    [count((name) => name.endsWith('.form.json')), '张表单'],
    [count((name) => name.endsWith('.dmn')), '个决策文件'],
    [count((name) => name.endsWith('.hbs')), '个文书模板'],
    [count((name) => name.startsWith('rehearsals/')), '个预演'],
  ]
  return parts.map(([number, what]) => `${number} ${what}`).join('、')
}
