import { createHash } from 'node:crypto'
import type { AttachmentRow } from '#engine/runtime/ports/attachment_store'
import { auditRead } from '../access/acting.js'
import { attachmentGate, visibleAttachments } from '../access/visible_attachments.js'
import { relativesOf, requireFull, visibleData } from '../access/visible_data.js'
import { inspectUpload, PREVIEWABLE } from '../attachments/inspect_upload.js'
import type { Login } from '../accounts/login.js'
import { recordAudit } from '../accounts/audit.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import { presentAttachment } from '../presentation/task_detail.js'
import type { WebServices } from '../web_services.js'
import { contentDisposition } from './document_controller.js'

type AttachmentOperations = Pick<Operations, 'uploadAttachment' | 'downloadAttachment' | 'previewAttachment' | 'deleteAttachment'>

export const attachmentController = (services: WebServices): AttachmentOperations => ({
  async uploadAttachment(call) {
    const file = call.file!
    const { name, mediaType } = await inspectUpload(file.name, file.bytes)
    const row: AttachmentRow = {
      id: services.newId(),
      name,
      mediaType,
      size: file.bytes.byteLength,
      sha256: createHash('sha256').update(file.bytes).digest('hex'),
      uploadedBy: signedIn(call).userId,
      uploadedAtMs: services.clock(),
      instanceId: null,
    }
    await services.engine.attachments.add(row, file.bytes)
    await noteOrigin(services, row.id, call.fields)
    return { body: presentAttachment(services, row), headers: { location: `/api/v1/attachments/${row.id}` } }
  },

  async downloadAttachment(call) {
    const row = await readable(services, signedIn(call), call.params.id)
    await auditRead(services, call, 'data.exported', `attachment:${row.id}`)
    return {
      bytes: await bytesOf(services, row),
      mediaType: 'application/octet-stream',
      headers: { etag: `"${row.sha256}"`, 'content-disposition': contentDisposition('attachment', row.name) },
    }
  },

  async previewAttachment(call) {
    const row = await readable(services, signedIn(call), call.params.id)
    if (!PREVIEWABLE.has(row.mediaType)) throw problem(415, 'E_NO_PREVIEW', '这种文件不能在页面内预览。请下载后查看。')
    await auditRead(services, call, 'data.read', `attachment:${row.id}`)
    return { bytes: await bytesOf(services, row), mediaType: row.mediaType, headers: { etag: `"${row.sha256}"`, 'content-disposition': contentDisposition('inline', row.name) } }
  },

  async deleteAttachment(call) {
    const login = signedIn(call)
    const row = await services.engine.attachments.find(call.params.id)
    if (!row || row.uploadedBy !== login.userId) throw notFound('附件')
    if (!(await services.engine.attachments.removeUnreferenced(row.id))) {
      throw problem(409, 'E_ATTACHMENT_IN_USE', '附件已随办件提交，不能删除。如需更换，请在办理时补充新的附件。')
    }
    await recordAudit(services, { actor: login.userId, action: 'attachment.deleted', target: row.id, address: call.address, detail: { name: row.name, sha256: row.sha256 } })
    return { body: undefined }
  },
})

/** What the phone says of a photo it has just taken; nothing for any other file. */
async function noteOrigin(services: WebServices, attachmentId: string, { takenAt, longitude, latitude }: { takenAt?: string; longitude?: number; latitude?: number }): Promise<void> {
  if (takenAt === undefined && longitude === undefined && latitude === undefined) return
  const millionths = (degrees: number | undefined) => (degrees === undefined ? null : Math.round(degrees * 1e6))
  await services.photoOrigins.add({
    attachmentId, takenAtMs: takenAt === undefined ? null : Date.parse(takenAt), longitudeE6: millionths(longitude), latitudeE6: millionths(latitude),
  })
}

/** One's own upload; others' once a field refers to it that this login may see, in the instance or in another of the same case. */
async function readable(services: WebServices, login: Login, id: string): Promise<AttachmentRow> {
  const row = await services.engine.attachments.find(id)
  if (!row) throw notFound('附件')
  if (row.uploadedBy === login.userId) return row
  if (row.instanceId === null) throw notFound('附件')
  const { instance, visible } = await requireFull(services, login, row.instanceId, '附件')
  if (attachmentGate(instance, visible)(id)) return row
  for (const relative of await relativesOf(services, instance)) if (await isNamedIn(services, login, relative, id)) return row
  throw notFound('附件')
}

async function isNamedIn(services: WebServices, login: Login, instanceId: string, id: string): Promise<boolean> {
  const instance = await services.engine.instances.find(instanceId)
  const visible = instance && (await visibleData(services, login, instance))
  return visible ? visibleAttachments(instance, visible).has(id) : false
}

async function bytesOf(services: WebServices, row: AttachmentRow): Promise<Uint8Array> {
  const bytes = await services.engine.attachments.read(row.id)
  if (!bytes) throw notFound('附件')
  return bytes
}
