import type { KeptMaterial } from '#adapters/web/contract/kept_material'
import type { MaterialDeclaration } from '#processes/foundation/manifest/manifest'
import { GRADE_TEXTS } from '#processes/foundation/materials/grade'
import type { RegisteredMaterialRow } from '#processes/foundation/materials/material_rows'
import { REGISTER, whyWorthless } from '#processes/foundation/materials/register_material'
import { instant, instantOrNull } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

/** Most records of one applicant that are looked at. */
const MOST_RECORDS = 200

/** What the register holds of an applicant that still proves something, newest first. */
export async function recordsOf(services: Pick<WebServices, 'engine' | 'holderOf' | 'clock'>, idNumber: string): Promise<RegisteredMaterialRow[]> {
  if (idNumber.trim() === '') return []
  const rows = await services.engine.businessRows.list(
    REGISTER, [{ column: 'holder', equals: services.holderOf(idNumber) }, { column: 'state', equals: 'valid' }], { orderBy: 'registered_at_ms', descending: true, limit: MOST_RECORDS },
  )
  return (rows as unknown as RegisteredMaterialRow[]).filter((record) => whyWorthless(record, services.clock()) === null)
}

/** Which of them may take the place of these materials. */
export const offersFor = (services: Pick<WebServices, 'organisation'>, materials: readonly MaterialDeclaration[], records: readonly RegisteredMaterialRow[]): KeptMaterial[] =>
  materials.flatMap(({ code, reuse }) => (reuse === null ? [] : records.filter(({ kind }) => kind === reuse.kind).map((record) => presentKept(services, code, record))))

function presentKept({ organisation }: Pick<WebServices, 'organisation'>, code: string, record: RegisteredMaterialRow): KeptMaterial {
  return {
    id: record.id, code, name: record.name, grade: record.grade, gradeText: GRADE_TEXTS[record.grade], business: record.businessName, caseNumber: record.caseNumber,
    department: organisation.directory().department(record.department)?.name ?? record.department,
    since: instant(record.registeredAtMs), validUntil: instantOrNull(record.validUntilMs),
  }
}

/** A record by the id that addresses use; null when there is none. */
export async function recordById({ engine }: Pick<WebServices, 'engine'>, id: string): Promise<RegisteredMaterialRow | null> {
  const [row] = await engine.businessRows.list(REGISTER, [{ column: 'id', equals: id }], { limit: 1 })
  return (row as unknown as RegisteredMaterialRow | undefined) ?? null
}
