import { isDeepStrictEqual } from 'node:util'
import { readCaseFacts } from '#processes/foundation/case/case_facts'
import type { Applicant, CaseMaterial, CaseRow } from '#processes/foundation/case/case_rows'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import type { VisibleData } from './visible_data.js'

/** What of the case record this reader sees: only what follows from the variables of the application that he may see, too. */
export interface VisibleCase {
  applicant: Partial<Applicant>
  materials: readonly CaseMaterial[]
}

/** A reused material follows from no variable: that it is asked for does. */
const isSame = (seen: CaseMaterial, { evidence, ...material }: CaseMaterial): boolean =>
  evidence?.source === 'reuse' ? seen.code === material.code : isDeepStrictEqual(seen, material)

/** The record passed through the reader's gate at the case's own instance; without a gate or a manifest he sees none of it. */
export function visibleCase(row: CaseRow, manifest: Manifest | null, data: Readonly<Record<string, unknown>>, visible: VisibleData | null, nowMs: number): VisibleCase {
  if (visible?.isWhole) return { applicant: row.applicantDetail, materials: row.materials }
  if (!visible || !manifest?.case) return { applicant: {}, materials: [] }
  const facts = readCaseFacts(manifest, manifest.case, visible.filter(data), nowMs)
  const applicant = Object.fromEntries(Object.entries(row.applicantDetail).filter(([part, text]) => facts.applicant[part as keyof Applicant] === text))
  const hiddenFields = new Set(manifest.materials.filter(({ field }) => field !== null && !Object.hasOwn(visible.filter({ [field]: [] }), field)).map(({ code }) => code))
  const materials = row.materials.filter((material) => !hiddenFields.has(material.code) && facts.materials.some((seen) => isSame(seen, material)))
  return { applicant, materials }
}
