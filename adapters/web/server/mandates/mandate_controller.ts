import type { EntrustedCase } from '#adapters/web/contract/mandates'
import type { Command } from '#engine/kernel/commands'
import type { Actor } from '#engine/runtime/command_envelope'
import type { AttachmentRow } from '#engine/runtime/ports/attachment_store'
import type { CaseRow } from '#processes/foundation/case/case_rows'
import { MANDATE_GIVEN, MANDATE_WITHDRAWN, MANDATES, isInForce, type MandateRow } from '#processes/foundation/mandates/mandate'
import { applicantClient } from '#processes/foundation/public/public_service'
import { mandateEnded } from '../access/replay_access.js'
import { auditRead } from '../access/acting.js'
import { requireFull } from '../access/visible_data.js'
import { caseKeyOf } from '../controllers/case_controller.js'
import { acceptedOf } from '../http/accepted.js'
import { actorOf, signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import { instantOrNull } from '../presentation/instants.js'
import { handInSupplement } from '../public/hand_in_supplement.js'
import { openCase, presentSupplement } from '../public/public_case.js'
import type { WebServices } from '../web_services.js'
import { presentMandate } from './present_mandate.js'

type MandateOperations = Pick<Operations, 'listMandates' | 'giveMandate' | 'withdrawMandate' | 'listEntrustedCases' | 'supplementEntrusted'>

/** Cases of one assistant that are listed. */
const MOST_CASES = 200

/** 帮代办: entered and withdrawn by commands of the case; an assistant acts through his mandate alone. */
export const mandateController = (services: WebServices): MandateOperations => ({
  async listMandates(call) {
    const caseKey = await readableCase(services, call, call.params.instanceId)
    await auditRead(services, call, 'data.read', `mandates:${caseKey}`)
    return { body: { data: await mandatesOf(services, call, caseKey) } }
  },

  async giveMandate(call) {
    const caseKey = await readableCase(services, call, call.params.instanceId)
    const { agent, agentName = '', relation, from, to, files = [] } = call.body
    const documents = await ownUploads(services, signedIn(call).userId, files)
    const name = agent === null ? agentName.trim() : (services.organisation.directory().person(agent)?.name ?? agent)
    const values = { agent: agent ?? '', agentName: agentName.trim(), relation: relation.trim(), from, to, files: documents.map((row) => ({ id: row.id, name: row.name })) }
    await tell(services, call, caseKey, { fact: MANDATE_GIVEN, ref: caseKey, values: { ...values, words: `登记帮代办：${name}（${relation.trim()}），${from} 至 ${to}` } })
    await services.engine.attachments.refer(files, caseKey)
    return { body: { data: await mandatesOf(services, call, caseKey) } }
  },

  async withdrawMandate(call) {
    const mandate = await mandateById(services, call.params.id)
    const isOwn = mandate?.agent === signedIn(call).userId
    if (mandate === null) throw notFound('授权')
    if (!isOwn) await requireFull(services, signedIn(call), mandate.caseKey, '授权')
    const reason = call.body.reason.trim()
    await tell(services, call, mandate.caseKey, { fact: MANDATE_WITHDRAWN, ref: mandate.key, values: { reason, words: `撤回帮代办授权（${mandate.agentName}）：${reason}` } })
    return { body: presentMandate(services, signedIn(call), (await mandateById(services, mandate.id))!) }
  },

  async listEntrustedCases(call) {
    const login = signedIn(call)
    const rows = (await services.engine.businessRows.list(MANDATES, [{ column: 'agent', equals: login.userId }], { orderBy: 'to_ms', descending: true, limit: MOST_CASES })) as unknown as MandateRow[]
    await auditRead(services, call, 'data.read', 'mandates')
    return { body: { data: await Promise.all(rows.map((mandate) => presentEntrusted(services, call, mandate))) } }
  },

  async supplementEntrusted(call) {
    const login = signedIn(call)
    const mandate = await mandateById(services, call.params.id)
    if (mandate === null || mandate.agent !== login.userId) throw notFound('授权')
    if (!isInForce(mandate, services.clock())) throw mandateEnded()
    const actor: Actor = { kind: 'user', id: login.userId, onBehalfOf: applicantClient(mandate.caseKey) }
    await handInSupplement(services, mandate.caseKey, call.body, actor, call.idempotency)
    return { body: await presentEntrusted(services, call, mandate) }
  },
})

async function readableCase(services: WebServices, call: Pick<ApiCall, 'login'>, instanceId: string): Promise<string> {
  await requireFull(services, signedIn(call), instanceId)
  const caseKey = await caseKeyOf(services, instanceId)
  if (caseKey === null) throw notFound('办件登记')
  return caseKey
}

async function mandatesOf(services: WebServices, call: Pick<ApiCall, 'login'>, caseKey: string) {
  const rows = (await services.engine.businessRows.list(MANDATES, [{ column: 'case_key', equals: caseKey }])) as unknown as MandateRow[]
  return rows.map((mandate) => presentMandate(services, signedIn(call), mandate))
}

async function mandateById({ engine }: WebServices, id: string): Promise<MandateRow | null> {
  const [row] = await engine.businessRows.list(MANDATES, [{ column: 'id', equals: id }], { limit: 1 })
  return (row as unknown as MandateRow | undefined) ?? null
}

/** 授权委托书 that this clerk has just uploaded himself. */
async function ownUploads({ engine }: WebServices, userId: string, ids: readonly string[]): Promise<AttachmentRow[]> {
  const rows = await Promise.all(ids.map((id) => engine.attachments.find(id)))
  return rows.map((row) => {
    if (row === null || row.uploadedBy !== userId || row.instanceId !== null) throw problem(422, 'E_INVALID', '有一个附件不存在或不是您上传的。请重新上传后再提交。', [{ path: 'files', message: '请重新上传。' }])
    return row
  })
}

async function tell(services: WebServices, call: Pick<ApiCall, 'login' | 'idempotency'>, instanceId: string, fact: Omit<Extract<Command, { type: 'NoteFact' }>, 'type'>): Promise<void> {
  acceptedOf(await services.engine.bus.submit({ instanceId, command: { type: 'NoteFact', ...fact }, actor: actorOf(call), ...(call.idempotency ? { idempotency: call.idempotency } : {}) }))
}

/** One entrusted case; when the mandate is over, only that it was there. */
async function presentEntrusted(services: WebServices, call: Pick<ApiCall, 'login'>, mandate: MandateRow): Promise<EntrustedCase> {
  const shown = presentMandate(services, signedIn(call), mandate)
  if (!isInForce(mandate, services.clock())) return { mandate: shown, statusText: '', isOpen: false, promisedDueAt: null, supplement: null }
  const row = (await services.engine.businessRows.find('case_records', mandate.caseKey)) as unknown as CaseRow
  const supplement = row.closedAtMs === null ? presentSupplement(await openCase(services, mandate.caseKey)) : null
  return { mandate: shown, statusText: row.statusText, isOpen: row.closedAtMs === null, promisedDueAt: instantOrNull(row.promisedDueAtMs), supplement }
}
