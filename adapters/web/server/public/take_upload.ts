import { createHash } from 'node:crypto'
import type { PublicUpload } from '#adapters/web/contract/public'
import type { AttachmentRow } from '#engine/runtime/ports/attachment_store'
import { inspectUpload } from '../attachments/inspect_upload.js'
import type { UploadedFile } from '../http/read_body.js'
import type { WebServices } from '../web_services.js'

/** A file of somebody without an account, inspected as every upload is; `allow` may refuse it before it is kept. */
export async function takeUpload(services: WebServices, file: UploadedFile, uploadedBy: string, allow: (row: AttachmentRow) => Promise<void>): Promise<PublicUpload> {
  const { name, mediaType } = await inspectUpload(file.name, file.bytes)
  const row: AttachmentRow = {
    id: services.newId(), name, mediaType, size: file.bytes.byteLength, sha256: createHash('sha256').update(file.bytes).digest('hex'),
    uploadedBy, uploadedAtMs: services.clock(), instanceId: null,
  }
  await allow(row)
  await services.engine.attachments.add(row, file.bytes)
  return { id: row.id, name, size: row.size, sha256: row.sha256 }
}
