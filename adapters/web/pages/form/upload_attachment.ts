import type { AttachmentReference } from '#forms/schema/form_schema'
import { Problem } from '../api/problem.js'
import { request } from '../api/request.js'
import { t } from '../words/translate.js'

const LARGEST_BYTES = 20 * 1024 * 1024

/** Sends one file to the attachment store; what comes back is what a form keeps of it. */
export async function uploadAttachment(file: File): Promise<AttachmentReference> {
  // Said at once instead of after minutes of sending; the server checks again.
  if (file.size > LARGEST_BYTES) throw new Problem(413, 'E_ATTACHMENT_TOO_LARGE', t('attachment.tooLarge'), t('attachment.tooLarge'))
  const body = new FormData()
  body.set('file', file)
  const { id, name, size, sha256 } = await request<AttachmentReference>('POST', '/attachments', { body })
  return { id, name, size, sha256 }
}
