import type { AttachmentReference } from '#forms/schema/form_schema'
import { Problem } from '../api/problem.js'
import { request } from '../api/request.js'
import { isOnPhone } from '../words/address.js'
import { t } from '../words/translate.js'

const LARGEST_BYTES = 20 * 1024 * 1024

/** Sends one file to the attachment store; what comes back is what a form keeps of it. `accept` = the endings its field takes. */
export async function uploadAttachment(file: File, accept?: string): Promise<AttachmentReference> {
  const body = (isOnPhone() && takesPhotos(accept) && (await smallPhoto(file))) || new FormData()
  // Said at once instead of after minutes of sending; the server checks again.
  if (!body.has('file') && file.size > LARGEST_BYTES) throw new Problem(413, 'E_ATTACHMENT_TOO_LARGE', t('attachment.tooLarge'), t('attachment.tooLarge'))
  if (!body.has('file')) body.set('file', file)
  const { id, name, size, sha256 } = await request<AttachmentReference>('POST', '/attachments', { body })
  return { id, name, size, sha256 }
}

/** A field for pictures and nothing else; a certificate that may be a PDF as well is sent as it is, wherever it is sent from. */
const takesPhotos = (accept = ''): boolean => accept.split(',').every((one) => /^\s*(\.(jpe?g|png)|image\/.+)\s*$/i.test(one))

/** A photo from the camera, as small as those of a report; null for what the browser cannot draw: the server says what is wrong with it. */
async function smallPhoto(file: File): Promise<FormData | null> {
  const { photoBody, takePhoto } = await import('../snapshot/photo.js')
  try {
    return photoBody(await takePhoto(file), file.name.replace(/\.[^.]*$/, ''))
  } catch {
    return null
  }
}
