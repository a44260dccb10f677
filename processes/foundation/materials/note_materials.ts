import type { Principal } from '#engine/model/principal'

import type { CaseMaterial, CaseRow } from '../case/case_rows.js'
import { actorOf, scopeOf, type CaseStep } from '../case/case_step.js'
import type { Manifest, MaterialDeclaration } from '../manifest/manifest.js'
import { isApplicant } from '../public/public_service.js'
import { rolePrincipal } from '../organisation/create_directory.js'
import type { MaterialGrade } from './grade.js'
import type { MaterialEvidence } from './material_rows.js'
import { revokeRecord } from './register_material.js'

/**
 * The materials of the case as the application names them now, each with the grade it has: kept while the same files stand, begun anew
 * where other files came, given up where the application turned out to be another person's.
 */
export function noteMaterials(on: CaseStep, before: CaseRow, idNumber: string, materials: readonly CaseMaterial[]): CaseMaterial[] {
  const known = before.applicantDetail.idNumber
  const isAnother = known !== '' && known !== idNumber
  if (isAnother) for (const { code, evidence } of before.materials) if (evidence?.grade === 'B') revokeRecord(on, before, code, '申请人证件号码已更正')
  return materials.map((material) => {
    const declared = on.manifest.materials.find(({ code }) => code === material.code)!
    const standing = isAnother ? undefined : before.materials.find(({ code }) => code === material.code)?.evidence
    return noteMaterial(on, material, declared, standing)
  })
}

function noteMaterial(on: CaseStep, material: CaseMaterial, declared: MaterialDeclaration, standing: MaterialEvidence | undefined): CaseMaterial {
  const files = filesOf(on, declared).map(({ id }) => id)
  // A paper beside what was taken over adds nothing to it; files of the applicant's own take its place.
  if (standing?.source === 'reuse' && files.length === 0) return { ...material, received: true, form: REUSED_FORM, evidence: standing }
  if (!material.received) return material
  const source = isOnPaper(on, declared.code) ? 'paper' : 'upload'
  if (standing?.source === source && sameFiles(standing.files, files)) return { ...material, evidence: standing }
  const by = isApplicant(on.step.actor) ? 'applicant' : actorOf(on)
  return { ...material, evidence: { grade: firstGrade(on, declared, source), source, atMs: on.step.nowMs, by, files } }
}

/** How a reused material is listed where others are 原件, 复印件 or 电子. */
export const REUSED_FORM = '已有材料'

/** A paper original in the hands of a clerk who may say so has been seen; everything else a person brings is still to be. */
function firstGrade(on: CaseStep, declared: MaterialDeclaration, source: 'paper' | 'upload'): MaterialGrade {
  if (declared.selfMade) return 'D'
  return source === 'paper' && declared.form === '原件' && maySeeOriginals(on, declared) ? 'B' : 'C'
}

const isOnPaper = (on: CaseStep, code: string): boolean => {
  const received = scopeOf(on)[on.declaration.receivedVariable]
  return Array.isArray(received) && received.includes(code)
}

export const sameFiles = (some: readonly string[], others: readonly string[]): boolean => some.length === others.length && some.every((id) => others.includes(id))

/** The attachments of a material's field; what is no attachment is left out. */
export function filesOf(on: CaseStep, { field }: MaterialDeclaration): { id: string; name: string; size: number; sha256: string; mediaType: string }[] {
  const value = field === null ? null : scopeOf(on)[field]
  if (!Array.isArray(value)) return []
  return value.flatMap((entry: unknown) => {
    const { id, name, size, sha256, mediaType } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>
    if (typeof id !== 'string' || typeof name !== 'string') return []
    return [{ id, name, size: Number(size) || 0, sha256: typeof sha256 === 'string' ? sha256 : '', mediaType: typeof mediaType === 'string' ? mediaType : '' }]
  })
}

/** 原件核验 is the window's, and that of the departments whose items ask for the material. */
export function maySeeOriginals({ step: { actor }, county, manifest }: Pick<CaseStep, 'step' | 'county' | 'manifest'>, declared: Pick<MaterialDeclaration, 'items'>): boolean {
  return actor.kind === 'user' && mayVerifyMaterial(manifest, declared, county.directory.principalsOf(actor.id))
}

/** Whether somebody with these principals may say that an original was seen, or take a material over from an earlier case. */
export const mayVerifyMaterial = (manifest: Manifest, declared: Pick<MaterialDeclaration, 'items'>, principals: readonly Principal[]): boolean =>
  principals.includes(rolePrincipal('window_clerk', manifest.department)) ||
  askingUnits(manifest, declared).some((unit) => principals.includes(rolePrincipal('handler', unit)) || principals.includes(rolePrincipal('reviewer', unit)))

/** Whether they may look at what the register holds for a material: the window, and everybody of the departments that ask for it. */
export const mayReadMaterial = (manifest: Manifest, declared: Pick<MaterialDeclaration, 'items'>, principals: readonly Principal[]): boolean =>
  principals.includes(rolePrincipal('window_clerk', manifest.department)) || askingUnits(manifest, declared).some((unit) => principals.includes(`dept:${unit}`))

/** Departments that ask for a material; one of the joint application is asked for by all. */
const askingUnits = ({ items }: Manifest, asked: Pick<MaterialDeclaration, 'items'>): string[] =>
  items.filter(({ code }) => asked.items.length === 0 || asked.items.includes(code)).map(({ department }) => department)
