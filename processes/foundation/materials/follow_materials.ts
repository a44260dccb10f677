import type { FactNoted } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'

import { DAY_MS, endOfDayMs } from '../calendar/local_time.js'
import type { CaseMaterial, CaseRow } from '../case/case_rows.js'
import { actorOf, scopeOf, type CaseStep } from '../case/case_step.js'
import { evaluateDeclared } from '../manifest/declared_value.js'
import { isObject } from '../manifest/json_reader.js'
import type { MaterialDeclaration } from '../manifest/manifest.js'
import { isApplicant } from '../public/public_service.js'
import { GRADE_TEXTS, isAtLeast } from './grade.js'
import { MATERIAL_FORGOTTEN, MATERIAL_REUSED, MATERIAL_REVOKED, MATERIAL_VERIFIED, recordKey, REUSED_MATERIALS, type MaterialUseRow, type RegisteredMaterialRow } from './material_rows.js'
import { filesOf, maySeeOriginals, REUSED_FORM, sameFiles } from './note_materials.js'
import { endOfDate, holderOf, REGISTER, registerVerified, revoke, whyWorthless } from './register_material.js'

/** What is said of the materials in this step: taken over from earlier cases, their originals seen, taken out of the register again. */
export function followMaterials(on: CaseStep, before: CaseRow): CaseRow {
  let row = before
  for (const event of on.step.events) {
    if (on.rejection !== null) return before
    if (event.type === 'InstanceStarted') row = takeOver(on, row)
    if (event.type !== 'FactNoted') continue
    if (event.fact === MATERIAL_VERIFIED) row = verify(on, row, event)
    if (event.fact === MATERIAL_REUSED) row = reuse(on, row, event.ref, String(event.values.record ?? ''))
    if (event.fact === MATERIAL_REVOKED) row = takeOut(on, row, event)
    if (event.fact === MATERIAL_FORGOTTEN) forget(on, row, event.ref)
  }
  return row
}

/** The start names what is not to be asked for: all of it, or the application is not filed. */
function takeOver(on: CaseStep, before: CaseRow): CaseRow {
  const wanted = scopeOf(on)[REUSED_MATERIALS]
  if (!Array.isArray(wanted)) return before
  return wanted.reduce<CaseRow>((row, entry) => (isObject(entry) ? reuse(on, row, String(entry.code ?? ''), String(entry.record ?? '')) : row), before)
}

/** 原件核验: C becomes B, by somebody who has the original before him, for exactly the files he has looked at. */
function verify(on: CaseStep, row: CaseRow, { ref, values }: FactNoted): CaseRow {
  const found = materialOf(on, row, ref)
  if (found === null) return row
  const { material, declared } = found
  const evidence = material.evidence
  if (row.closedAtMs !== null) return no(on, row, '办件已办结，不再核验材料。')
  if (!maySeeOriginals(on, declared)) return no(on, row, '原件由受理窗口或需要这份材料的部门核验。请转给他们办理。', 'FORBIDDEN')
  if (!material.received || evidence === undefined) return no(on, row, `“${material.name}”还没有收到，不能核验。`)
  if (evidence.grade === 'D') return no(on, row, `“${material.name}”由申请人自拟或承诺，没有原件可核验。`)
  if (isAtLeast(evidence.grade, 'B')) return no(on, row, `“${material.name}”已是${GRADE_TEXTS[evidence.grade]}，不必再核验。`)
  const files = filesOf(on, declared)
  const seen = Array.isArray(values.files) ? values.files.map(String) : []
  if (!sameFiles(seen, files.map(({ id }) => id))) return no(on, row, `“${material.name}”在您核验时有了新的文件。请刷新页面，重新核对后再核验。`, 'CONFLICT')
  const end = typeof values.validUntil === 'string' && values.validUntil !== '' ? endOfDate(values.validUntil) : null
  if (end !== null && end < on.step.nowMs) return no(on, row, `“${material.name}”的有效期已过，不能作为核验过的材料。请让申请人提供有效的材料。`, 'INVALID_ARGUMENT')
  registerVerified(on, row, declared, files, end)
  const note = typeof values.note === 'string' && values.note.trim() !== '' ? { note: values.note.trim() } : {}
  return withMaterial(row, { ...material, evidence: { ...evidence, ...note, grade: 'B', atMs: on.step.nowMs, by: actorOf(on) } })
}

/** One message for what is not there and what is another's: nobody learns of another applicant's materials by trying. */
const NOT_OFFERED = '没有这份已有材料，或它不属于本件申请人，不能使用。请刷新页面，重新选择。'

function reuse(on: CaseStep, row: CaseRow, code: string, key: string): CaseRow {
  const found = materialOf(on, row, code)
  if (found === null) return row
  const { material, declared } = found
  if (row.closedAtMs !== null) return no(on, row, '办件已办结，不再使用已有材料。')
  if (!isApplicant(on.step.actor) && !maySeeOriginals(on, declared)) return no(on, row, '已有材料由受理窗口或需要这份材料的部门取用。', 'FORBIDDEN')
  const record = on.rows.get<RegisteredMaterialRow>(REGISTER, key)
  if (record === null || declared.reuse === null || record.kind !== declared.reuse.kind || record.holder !== holderOf(on, row)) return no(on, row, NOT_OFFERED, 'NOT_FOUND')
  const worthless = whyWorthless(record, on.step.nowMs)
  if (worthless !== null) return no(on, row, `“${record.name}”（${record.caseNumber}）${worthless}，不能使用。请让申请人重新提供。`)
  if (material.evidence !== undefined && isAtLeast(material.evidence.grade, record.grade)) return no(on, row, `“${material.name}”已经收到，等级不低于这份已有材料，不必再用。`)
  return use(on, row, material, declared.reuse.useDays, record)
}

function use(on: CaseStep, row: CaseRow, material: CaseMaterial, useDays: number, record: RegisteredMaterialRow): CaseRow {
  const { nowMs } = on.step
  const untilMs = Math.min(endOfDayMs(nowMs + useDays * DAY_MS), record.validUntilMs ?? Number.MAX_SAFE_INTEGER)
  const purpose = `仅用于${row.number}《${row.businessName}》`
  const by = isApplicant(on.step.actor) ? 'applicant' : actorOf(on)
  on.rows.put<MaterialUseRow>('material_uses', recordKey(row.instanceId, material.code), {
    recordKey: record.key, caseKey: row.instanceId, materialCode: material.code, purpose, usedAtMs: nowMs, untilMs, by,
  })
  const reused = { record: record.key, caseNumber: record.caseNumber, businessName: record.businessName, purpose, untilMs }
  return withMaterial(row, { ...material, received: true, form: REUSED_FORM, evidence: { grade: record.grade, source: 'reuse', atMs: nowMs, by, files: [], reused } })
}

/** A clerk's word that a record of this case proves nothing any more; the case itself, while it is open, needs another. */
function takeOut(on: CaseStep, row: CaseRow, { ref, values }: FactNoted): CaseRow {
  const reason = typeof values.reason === 'string' ? values.reason.trim() : ''
  const record = on.rows.get<RegisteredMaterialRow>(REGISTER, ref)
  if (!on.rows.isComplete) return row
  if (record === null || record.caseKey !== row.instanceId) return no(on, row, '没有这份已有材料。请刷新页面后重试。', 'NOT_FOUND')
  if (reason === '') return no(on, row, '请写明撤销的原因。', 'INVALID_ARGUMENT')
  if (!mayRevoke(on, record)) return no(on, row, '已有材料由受理窗口或出具它的部门撤销。', 'FORBIDDEN')
  if (!revoke(on, record.key, reason)) return no(on, row, '这份已有材料已经撤销。')
  const material = row.materials.find(({ code }) => code === record.materialCode)
  if (material?.evidence === undefined || row.closedAtMs !== null) return row
  return withMaterial(row, { ...material, evidence: { ...material.evidence, grade: 'C', atMs: on.step.nowMs, by: actorOf(on), note: `撤销：${reason}` } })
}

/** 保存期满: a record that has ended leaves the register for good; nobody but the system says so. */
function forget(on: CaseStep, row: CaseRow, key: string): void {
  const record = on.rows.get<RegisteredMaterialRow>(REGISTER, key)
  if (!on.rows.isComplete || record === null) return
  if (on.step.actor.kind !== 'system' || record.caseKey !== row.instanceId || whyWorthless(record, on.step.nowMs) === null) {
    no(on, row, '已有材料只在期满后由系统清除。', 'FORBIDDEN')
    return
  }
  on.rows.remove(REGISTER, key)
}

function mayRevoke(on: CaseStep, { materialCode, department }: RegisteredMaterialRow): boolean {
  const declared = on.manifest.materials.find(({ code }) => code === materialCode)
  if (declared !== undefined) return maySeeOriginals(on, declared)
  return maySeeOriginals(on, { items: on.manifest.items.filter((item) => item.department === department).map(({ code }) => code) })
}

function materialOf(on: CaseStep, row: CaseRow, code: string): { material: CaseMaterial; declared: MaterialDeclaration } | null {
  const material = row.materials.find((one) => one.code === code)
  const declared = on.manifest.materials.find((one) => one.code === code)
  if (material !== undefined && declared !== undefined && (declared.when === null || evaluateDeclared(declared.when, scopeOf(on), on.step.nowMs) === true)) return { material, declared }
  no(on, row, '本件不需要这份材料。请刷新页面后重试。', 'NOT_FOUND')
  return null
}

const withMaterial = (row: CaseRow, material: CaseMaterial): CaseRow => ({ ...row, materials: row.materials.map((one) => (one.code === material.code ? material : one)) })

function no(on: CaseStep, row: CaseRow, message: string, code: Rejection['code'] = 'INVALID_STATE'): CaseRow {
  on.rejection ??= { code, message }
  return row
}
