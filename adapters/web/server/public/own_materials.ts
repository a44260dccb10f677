import type { KeptMaterial, ReusedMaterials } from '#adapters/web/contract/kept_material'
import type { CaseRow } from '#processes/foundation/case/case_rows'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { REUSED_MATERIALS } from '#processes/foundation/materials/material_rows'
import { problem } from '../http/problem.js'
import { offersFor, recordById, recordsOf } from '../materials/kept_materials.js'
import type { WebServices } from '../web_services.js'
import { signToken, subjectOfToken } from './signed_token.js'

const PROOF_MS = 24 * 3_600_000

/** 已有材料 of one earlier case, for whoever has given its number and password while filling in this application; nothing of his other cases. */
export async function ownMaterials(services: WebServices, filingId: string, manifest: Manifest, earlier: CaseRow): Promise<{ proof: string; data: KeptMaterial[] }> {
  const records = (await recordsOf(services, earlier.applicantDetail.idNumber)).filter(({ caseKey }) => caseKey === earlier.instanceId)
  return {
    proof: signToken(services.settings.appKey, 'kept', `${filingId} ${earlier.instanceId}`, services.clock() + PROOF_MS),
    data: offersFor(services, manifest.materials, records),
  }
}

/** What the application takes over: records of the proven case only. That they are the applicant's own, the participant sees to. */
export async function provenMaterials(services: WebServices, filingId: string, { proof, materials }: { proof: string; materials: ReusedMaterials }): Promise<Record<string, unknown>> {
  const [filing, caseKey] = subjectOfToken(services.settings.appKey, 'kept', proof, services.clock())?.split(' ') ?? []
  if (filing !== filingId) throw refused()
  const records = await Promise.all(
    materials.map(async ({ code, record }) => {
      const found = await recordById(services, record)
      if (found === null || found.caseKey !== caseKey) throw refused()
      return { code, record: found.key }
    }),
  )
  return { [REUSED_MATERIALS]: records }
}

const refused = () =>
  problem(422, 'E_KEPT_MATERIAL', '所选的已有材料不能使用。请重新查找，或上传材料。', [{ path: 'reused', message: '请重新查找已有材料，或上传材料。' }])
