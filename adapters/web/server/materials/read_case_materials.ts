import type { KeptMaterial } from '#adapters/web/contract/kept_material'
import type { CaseMaterial } from '#adapters/web/contract/materials'
import type { CaseMaterial as MaterialRow, CaseRow } from '#processes/foundation/case/case_rows'
import type { EvidenceDemand, Manifest, MaterialDeclaration } from '#processes/foundation/manifest/manifest'
import { GRADE_TEXTS } from '#processes/foundation/materials/grade'
import { recordKey, type MaterialEvidence, type RegisteredMaterialRow } from '#processes/foundation/materials/material_rows'
import { mayReadMaterial, mayVerifyMaterial } from '#processes/foundation/materials/note_materials'
import { REGISTER } from '#processes/foundation/materials/register_material'
import { readManifest } from '../access/may_start.js'
import { visibleCase } from '../access/visible_case.js'
import { requireFull, visibleData } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { caseKeyOf } from '../controllers/case_controller.js'
import { notFound } from '../http/problem.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { personOrNull } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'
import { offersFor, recordsOf } from './kept_materials.js'
import { RESULT_FILE } from './stamped_copy.js'

/** A case whose materials this login sees, with those he may see: what a form hides from him, is not among them. */
export interface SeenMaterials {
  row: CaseRow
  manifest: Manifest
  materials: readonly MaterialRow[]
}

export async function requireMaterials(services: WebServices, login: Login, instanceId: string): Promise<SeenMaterials> {
  await requireFull(services, login, instanceId)
  const caseKey = await caseKeyOf(services, instanceId)
  const row = caseKey === null ? null : ((await services.engine.businessRows.find('case_records', caseKey)) as unknown as CaseRow | null)
  const manifest = row && (await readManifest(services, row.packageId))
  if (!row || !manifest) throw notFound('办件登记')
  const root = await services.engine.instances.find(row.instanceId)
  const visible = root && (await visibleData(services, login, root))
  return { row, manifest, materials: visibleCase(row, manifest, root?.data ?? {}, visible, services.clock()).materials }
}

/** The materials as the page lists them; what the register offers is read only for those who may take it. */
export async function presentMaterials(services: WebServices, login: Login, seen: SeenMaterials): Promise<CaseMaterial[]> {
  const { row, manifest, materials } = seen
  const declared = new Map(manifest.materials.map((one) => [one.code, one]))
  const mayTake = materials.flatMap(({ code, evidence }) => {
    const wanted = declared.get(code)
    if (!wanted?.reuse || row.closedAtMs !== null || (evidence !== undefined && evidence.grade <= 'B')) return []
    return mayVerifyMaterial(manifest, wanted, login.principals) ? [wanted] : []
  })
  const [registered, kept, root] = await Promise.all([
    services.engine.businessRows.list(REGISTER, [{ column: 'case_key', equals: row.instanceId }]),
    mayTake.length === 0 ? [] : recordsOf(services, row.applicantDetail.idNumber),
    services.engine.instances.find(row.instanceId),
  ])
  const offers = offersFor(services, mayTake, kept.filter(({ caseKey }) => caseKey !== row.instanceId))
  const records = new Map((registered as unknown as RegisteredMaterialRow[]).map((record) => [record.key, record]))
  const data = root?.data ?? {}
  return Promise.all(
    materials.flatMap((material) => {
      const known = declared.get(material.code)
      return known === undefined ? [] : [present(services, login, seen, known, material, { records, offers, data })]
    }),
  )
}

interface Surroundings {
  records: ReadonlyMap<string, RegisteredMaterialRow>
  offers: readonly KeptMaterial[]
  data: Readonly<Record<string, unknown>>
}

async function present(services: WebServices, login: Login, { row, manifest }: SeenMaterials, declared: MaterialDeclaration, material: MaterialRow, { records, offers, data }: Surroundings): Promise<CaseMaterial> {
  const { code, name, required, received, form, copies, note, evidence } = material
  const record = records.get(recordKey(row.instanceId, code)) ?? null
  const mayVerify = mayVerifyMaterial(manifest, declared, login.principals)
  return {
    code, name, required, received, form, copies, note,
    grade: evidence?.grade ?? null,
    gradeText: evidence ? GRADE_TEXTS[evidence.grade] : null,
    sourceText: evidence ? SOURCE_TEXTS[evidence.source] : null,
    since: instantOrNull(evidence?.atMs),
    by: evidence === undefined || evidence.by === 'applicant' || evidence.by === 'system' ? null : personOrNull(services.organisation, evidence.by),
    verificationNote: evidence?.note ?? null,
    demand: declared.evidence && demandText(declared.evidence),
    reused: evidence?.reused
      ? { caseNumber: evidence.reused.caseNumber, business: evidence.reused.businessName, purpose: evidence.reused.purpose, until: instant(evidence.reused.untilMs) }
      : null,
    record: record && { id: record.id, state: record.state, validUntil: instantOrNull(record.validUntilMs), revokedReason: record.revoked?.reason ?? null },
    files: await filesOf(services, login, manifest, declared, evidence, data),
    canVerify: mayVerify && row.closedAtMs === null && evidence?.grade === 'C',
    canRevoke: mayVerify && record?.state === 'valid',
    offers: offers.filter((offer) => offer.code === code),
  }
}

const SOURCE_TEXTS: Readonly<Record<MaterialEvidence['source'], string>> = { upload: '申请时上传', paper: '窗口收取纸质件', reuse: '沿用已有材料' }

/** `决定前须核验原件；决定时不低于 B级（原件已核验）`. */
const demandText = ({ least, original }: EvidenceDemand): string =>
  [original === null ? '' : `${original === 'acceptance' ? '受理' : '决定'}前须核验原件`, least === null ? '' : `决定时不低于${GRADE_TEXTS[least]}`].filter(Boolean).join('；')

/** Own files by name; those of a reused material for who may look into the register, under the case that uses them. */
async function filesOf(services: WebServices, login: Login, manifest: Manifest, declared: MaterialDeclaration, evidence: MaterialEvidence | undefined, data: Surroundings['data']): Promise<CaseMaterial['files']> {
  if (evidence?.reused !== undefined) return mayReadMaterial(manifest, declared, login.principals) ? reusedFiles(services, evidence.reused.record) : []
  const stored = declared.field === null ? null : data[declared.field]
  const names = new Map((Array.isArray(stored) ? (stored as { id: string; name: string }[]) : []).map(({ id, name }) => [id, name]))
  return (evidence?.files ?? []).map((id) => ({ id, name: names.get(id) ?? id }))
}

async function reusedFiles({ engine }: WebServices, key: string): Promise<CaseMaterial['files']> {
  const record = (await engine.businessRows.find(REGISTER, key)) as unknown as RegisteredMaterialRow | null
  if (record === null) return []
  return record.documentKey === null ? record.files.map(({ id, name }) => ({ id, name })) : [{ id: RESULT_FILE, name: `${record.name}.pdf` }]
}
