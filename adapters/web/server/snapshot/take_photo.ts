import type { PublicUpload } from '#adapters/web/contract/public'
import type { AttachmentRow } from '#engine/runtime/ports/attachment_store'
import type { UploadedFile } from '../http/read_body.js'
import { takeUpload } from '../public/take_upload.js'
import type { WebServices } from '../web_services.js'
import { stripPhoto } from './strip_photo.js'

/** A photo of somebody without an account: the picture alone is kept, under a name that ends as its content says. */
export function takePhoto(services: WebServices, { name, bytes }: UploadedFile, uploadedBy: string, allow: (row: AttachmentRow) => Promise<void>): Promise<PublicUpload> {
  const plain = `${name.replace(/\.[^.]*$/, '').trim() || '照片'}.jpg`
  return takeUpload(services, { name: plain, bytes: stripPhoto(bytes) }, uploadedBy, allow)
}
