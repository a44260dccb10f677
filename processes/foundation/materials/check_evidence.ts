import type { CaseMaterial, CaseRow } from '../case/case_rows.js'
import type { CaseStep } from '../case/case_step.js'
import type { MaterialDeclaration } from '../manifest/manifest.js'
import { GRADE_TEXTS, isAtLeast } from './grade.js'
import type { RegisteredMaterialRow } from './material_rows.js'
import { REGISTER, whyWorthless } from './register_material.js'

/**
 * What the received materials do not prove that has to be proved before acceptance, or before an item is granted (`itemCode`), as one
 * sentence; null = nothing stands in the way. Materials that are missing are not its matter: 容缺, 告知承诺 and 补正 speak of them.
 */
export function evidenceLacking(on: CaseStep, row: CaseRow, itemCode: string | null): string | null {
  const lacking = on.manifest.materials.flatMap((declared) => {
    const material = concerns(declared, itemCode) ? row.materials.find(({ code }) => code === declared.code) : undefined
    const why = material === undefined ? null : whyLacking(on, declared, material, itemCode === null ? 'acceptance' : 'decision')
    return why === null ? [] : [`“${declared.name}”${why}`]
  })
  if (lacking.length === 0) return null
  return `${itemCode === null ? '还不能受理' : '还不能准予'}：${lacking.join('；')}。请在“申请材料”中核验原件，或请申请人补正。`
}

const concerns = ({ items }: MaterialDeclaration, itemCode: string | null): boolean => itemCode === null || items.length === 0 || items.includes(itemCode)

function whyLacking(on: CaseStep, { evidence }: MaterialDeclaration, material: CaseMaterial, at: 'acceptance' | 'decision'): string | null {
  const has = material.evidence
  if (has === undefined) return null
  const worthless = has.reused === undefined ? null : worthOf(on, has.reused.record)
  if (worthless !== null) return `沿用的材料${worthless}`
  if (evidence === null) return null
  const isOriginalDue = evidence.original === 'acceptance' || (evidence.original === 'decision' && at === 'decision')
  if (isOriginalDue && !isAtLeast(has.grade, 'B')) return `为${GRADE_TEXTS[has.grade]}，原件还没有核验`
  if (at === 'decision' && evidence.least !== null && !isAtLeast(has.grade, evidence.least)) return `为${GRADE_TEXTS[has.grade]}，低于本事项要求的${GRADE_TEXTS[evidence.least]}`
  return null
}

function worthOf({ rows, step }: CaseStep, key: string): string | null {
  const record = rows.get<RegisteredMaterialRow>(REGISTER, key)
  return record === null ? '已不在材料库中' : whyWorthless(record, step.nowMs)
}
