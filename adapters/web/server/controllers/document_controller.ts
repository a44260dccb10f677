import type { IssuedDocument } from '#adapters/web/contract/instances'
import { buildSheet } from '#forms/documents/sheet'
import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import { auditRead } from '../access/acting.js'
import { readManifest } from '../access/may_start.js'
import { requireFull } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { CONTROL_CHARACTERS } from '../http/control_characters.js'
import { notFound, problem, problemOfRejection, ProblemError } from '../http/problem.js'
import { inquiryPasswordIsWithheld } from '../access/inquiry_password.js'
import { printSnapshot, printTogether, withoutInquiryPassword } from '../documents/render_document.js'
import { requesterOf } from '../documents/requestable.js'
import { sheetInput } from '../documents/sheet_input.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { caseKeyOf } from './case_controller.js'

type DocumentOperations = Pick<Operations, 'listDocuments' | 'issueDocument' | 'readDocument' | 'printTogether' | 'readSheet'>

export const documentController = (services: WebServices): DocumentOperations => ({
  async listDocuments(call) {
    const { instance } = await requireFull(services, signedIn(call), call.params.id)
    const caseKey = await caseKeyOf(services, instance.id)
    const condition = caseKey === null ? { column: 'instance_id', equals: instance.id } : { column: 'case_key', equals: caseKey }
    const rows = (await services.engine.businessRows.list('issued_documents', [condition], { orderBy: 'issued_at_ms' })) as unknown as IssuedDocumentRow[]
    return { body: { data: rows.map((row) => presentDocument(services, row)) } }
  },

  async issueDocument(call) {
    const login = signedIn(call)
    const { instance } = await requireFull(services, login, call.params.id)
    const [tasks, manifest] = await Promise.all([services.engine.tasks.ofInstance(instance.id), readManifest(services, instance.packageId)])
    const { template } = call.body
    const actor = requesterOf(services, login, tasks, manifest && Object.hasOwn(manifest.documents, template) ? manifest.documents[template] : undefined)
    if (!actor) throw problem(403, 'E_NOT_HANDLING', '只有正在办理本件的人可以另行出具这份文书。请先签收本件的任务。')
    const answer = await services.engine.bus.submit({
      instanceId: instance.id,
      command: { type: 'RequestDocument', template },
      actor,
      ...(call.idempotency ? { idempotency: call.idempotency } : {}),
    })
    if (!answer.ok) throw new ProblemError(problemOfRejection(answer.rejection))
    const row = (await services.engine.businessRows.find('issued_documents', `${instance.id}/${answer.revision}/1`)) as unknown as IssuedDocumentRow | null
    if (!row) throw notFound('文书')
    return { body: presentDocument(services, row) }
  },

  async readDocument(call) {
    const row = await readableDocument(services, signedIn(call), call.params.id)
    const stored = row.blobId === null ? null : await services.engine.blobs.get(row.blobId)
    if (!stored) throw problem(409, 'E_DOCUMENT_RENDERING', '文书正在生成，通常几秒内完成。请稍后再打开。')
    await auditRead(services, call, 'data.exported', `document:${row.id}`)
    const withheld = await inquiryPasswordIsWithheld(services, signedIn(call), row)
    const { pdf: bytes, sha256 } = withheld ? await printSnapshot(services, row, withoutInquiryPassword(row.snapshot)) : { pdf: stored, sha256: row.sha256 }
    const etag = `"${sha256}"`
    return {
      bytes,
      mediaType: 'application/pdf',
      headers: { etag, 'content-disposition': contentDisposition('inline', `${row.title}${row.number ?? ''}.pdf`) },
    }
  },

  async printTogether(call) {
    const ids = [...new Set(call.params.documents.split(','))]
    if (ids.length > MOST_TOGETHER) throw problem(422, 'E_INVALID', `一次最多打印 ${MOST_TOGETHER} 份。请分几次打印。`, [{ path: 'documents', message: `最多 ${MOST_TOGETHER} 份` }])
    const rows = await Promise.all(ids.map((id) => readableDocument(services, signedIn(call), id)))
    if (rows.some(({ status }) => status === 'voided')) throw problem(409, 'E_DOCUMENT_VOIDED', '其中有已作废的文书，不能打印。请去掉后重试。')
    for (const { id } of rows) await auditRead(services, call, 'data.exported', `document:${id}`)
    const withheld = await Promise.all(rows.map(async (row) => ((await inquiryPasswordIsWithheld(services, signedIn(call), row)) ? [row.id] : [])))
    const bytes = await printTogether(services, rows as [IssuedDocumentRow, ...IssuedDocumentRow[]], new Set(withheld.flat()))
    return { bytes, mediaType: 'application/pdf', headers: { 'content-disposition': contentDisposition('inline', `批量打印 ${rows.length} 份.pdf`) } }
  },

  async readSheet(call) {
    const login = signedIn(call)
    const { instance, visible } = await requireFull(services, login, call.params.id)
    await auditRead(services, call, 'data.exported', `sheet:${instance.id}`)
    const input = await sheetInput(services, login, instance, visible)
    const { pdf } = await services.renderer.render({
      blocks: buildSheet(input),
      meta: { title: input.title, createdAtMs: services.clock(), number: input.number },
    })
    return {
      bytes: pdf,
      mediaType: 'application/pdf',
      headers: { 'content-disposition': contentDisposition('inline', `审批单 ${input.number || instance.id}.pdf`) },
    }
  },
})

/** Documents of one file. */
const MOST_TOGETHER = 30

async function readableDocument(services: WebServices, login: Login, id: string): Promise<IssuedDocumentRow> {
  const [row] = (await services.engine.businessRows.list('issued_documents', [{ column: 'id', equals: id }], { limit: 1 })) as unknown as IssuedDocumentRow[]
  if (!row) throw notFound('文书')
  await requireFull(services, login, row.instanceId, '文书')
  return row
}

/** RFC 6266: the name in UTF-8, without anything that could end the header. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(CONTROL_CHARACTERS, '').replace(/[\\/"]/g, '_')
  const encoded = encodeURIComponent(plain).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${kind}; filename*=UTF-8''${encoded}`
}

function presentDocument(services: WebServices, row: IssuedDocumentRow): IssuedDocument {
  return {
    id: row.id,
    instanceId: row.instanceId,
    template: row.template,
    title: row.title,
    number: row.number,
    itemName: row.itemCode === null ? null : row.snapshot.item.name,
    unit: services.organisation.directory().department(row.unit)?.name ?? row.unit,
    status: row.status === 'numbered' ? 'rendering' : 'ready',
    issuedAt: instant(row.issuedAtMs),
    sha256: row.sha256,
    size: row.bytes,
  }
}

