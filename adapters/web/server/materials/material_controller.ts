import type { Command } from '#engine/kernel/commands'
import type { RegisteredMaterialRow } from '#processes/foundation/materials/material_rows'
import { MATERIAL_REUSED, MATERIAL_REVOKED, MATERIAL_VERIFIED } from '#processes/foundation/materials/material_rows'
import { mayReadMaterial } from '#processes/foundation/materials/note_materials'
import { REGISTER, lastDay, whyWorthless } from '#processes/foundation/materials/register_material'
import { auditRead } from '../access/acting.js'
import { requireFull } from '../access/visible_data.js'
import { recordChange } from '../accounts/audit.js'
import { contentDisposition } from '../controllers/document_controller.js'
import { acceptedOf } from '../http/accepted.js'
import { actorOf, signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import { requireOwnWindow } from '../public/offered_service.js'
import type { WebServices } from '../web_services.js'
import { offersFor, recordById, recordsOf } from './kept_materials.js'
import { presentMaterials, requireMaterials } from './read_case_materials.js'
import { stampedCopy } from './stamped_copy.js'

type MaterialOperations = Pick<Operations, 'readCaseMaterials' | 'verifyMaterial' | 'reuseMaterial' | 'revokeMaterial' | 'readReusedMaterial' | 'findKeptMaterials'>

/** 申请材料: what each proves, and the acts of those who see originals. The rules are the participant's; here stands who sees what. */
export const materialController = (services: WebServices): MaterialOperations => ({
  async readCaseMaterials(call) {
    await auditRead(services, call, 'data.read', `materials:${call.params.instanceId}`)
    return { body: await materialsAfter(services, call, call.params.instanceId) }
  },

  async verifyMaterial(call) {
    const { instanceId, code } = call.params
    const { name, caseKey } = await requireMaterial(services, call, instanceId, code)
    const { files, note = '', validUntil } = call.body
    await tell(services, call, caseKey, { fact: MATERIAL_VERIFIED, ref: code, values: { files, note: note.trim(), ...(validUntil ? { validUntil } : {}), words: `“${name}”原件已核验` } })
    return { body: await materialsAfter(services, call, instanceId) }
  },

  async reuseMaterial(call) {
    const { instanceId, code } = call.params
    const { name, caseKey } = await requireMaterial(services, call, instanceId, code)
    const record = await recordById(services, call.body.record)
    const words = `“${name}”使用已有材料${record === null ? '' : `（${record.caseNumber}）`}`
    await tell(services, call, caseKey, { fact: MATERIAL_REUSED, ref: code, values: { record: record?.key ?? call.body.record, words } })
    return { body: await materialsAfter(services, call, instanceId) }
  },

  async revokeMaterial(call) {
    const record = await recordById(services, call.params.id)
    if (record === null) throw notFound('已有材料')
    await requireFull(services, signedIn(call), record.caseKey, '已有材料')
    const reason = call.body.reason.trim()
    await tell(services, call, record.caseKey, { fact: MATERIAL_REVOKED, ref: record.key, values: { reason, words: `撤销已有材料“${record.name}”：${reason}` } })
    await recordChange(services, call, 'material.revoked', record.id, { reason })
    return { body: await materialsAfter(services, call, record.caseKey) }
  },

  async readReusedMaterial(call) {
    const { instanceId, code, fileId } = call.params
    const login = signedIn(call)
    const { manifest, materials } = await requireMaterials(services, login, instanceId)
    const used = materials.find((one) => one.code === code)?.evidence?.reused
    const declared = manifest.materials.find((one) => one.code === code)
    if (used === undefined || declared === undefined || !mayReadMaterial(manifest, declared, login.principals)) throw notFound('已有材料')
    const record = (await services.engine.businessRows.find(REGISTER, used.record)) as unknown as RegisteredMaterialRow | null
    if (record === null) throw notFound('已有材料')
    const worthless = whyWorthless(record, services.clock()) ?? (used.untilMs < services.clock() ? '的使用期限已过' : null)
    if (worthless !== null) throw problem(409, 'E_MATERIAL_ENDED', `这份已有材料${worthless}，不能再查看。请让申请人重新提供。`)
    const bytes = await stampedCopy(services, record, fileId, `${used.purpose}　有效期至 ${lastDay(used.untilMs)}`)
    await auditRead(services, call, 'data.exported', `material:${record.id}`)
    return { bytes, mediaType: 'application/pdf', headers: { 'content-disposition': contentDisposition('inline', `${record.name}.pdf`) } }
  },

  async findKeptMaterials(call) {
    const { idNumber, definitionKey } = call.body
    const { manifest } = await requireOwnWindow(services, signedIn(call), definitionKey)
    const wanted = idNumber.normalize('NFKC').trim().toUpperCase()
    await auditRead(services, call, 'data.read', `kept-materials:${wanted.slice(0, 6)}…${wanted.slice(-4)}`)
    return { body: { data: offersFor(services, manifest.materials, await recordsOf(services, wanted)) } }
  },
})

async function requireMaterial(services: WebServices, call: Pick<ApiCall, 'login'>, instanceId: string, code: string): Promise<{ name: string; caseKey: string }> {
  const { row, materials } = await requireMaterials(services, signedIn(call), instanceId)
  const found = materials.find((one) => one.code === code)
  if (!found) throw notFound('申请材料')
  return { name: found.name, caseKey: row.instanceId }
}

async function tell(services: WebServices, call: Pick<ApiCall, 'login' | 'idempotency'>, instanceId: string, fact: Omit<Extract<Command, { type: 'NoteFact' }>, 'type'>): Promise<void> {
  acceptedOf(await services.engine.bus.submit({
    instanceId, command: { type: 'NoteFact', ...fact }, actor: actorOf(call), ...(call.idempotency ? { idempotency: call.idempotency } : {}),
  }))
}

const materialsAfter = async (services: WebServices, call: Pick<ApiCall, 'login'>, instanceId: string) => {
  const login = signedIn(call)
  return { data: await presentMaterials(services, login, await requireMaterials(services, login, instanceId)) }
}
