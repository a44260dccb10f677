import type { AttachmentReference } from '#forms/schema/form_schema'
import { Problem } from '../api/problem.js'
import { request, type Method } from '../api/request.js'
import type { PublicUpload } from '../api/types.js'
import { t } from '../words/translate.js'

/** Which token a call of the public area carries. */
export type TokenHeader = 'X-Filing-Token' | 'X-Inquiry-Token' | 'X-Snapshot-Token' | 'X-Report-Token'
export interface HeldToken {
  header: TokenHeader
  token: string
}

const LARGEST_BYTES = 20 * 1024 * 1024

/** A call that speaks for one application or case. */
export const publicRequest = <T>(held: HeldToken, method: Method, path: string, body?: unknown): Promise<T> =>
  request<T>(method, `/public${path}`, { headers: { [held.header]: held.token }, ...(body === undefined ? {} : { body }) })

/** Sends one file; what comes back is what a form keeps of it. */
export async function publicUpload(held: HeldToken, path: string, file: File): Promise<AttachmentReference> {
  if (file.size > LARGEST_BYTES) throw new Problem(413, 'E_ATTACHMENT_TOO_LARGE', t('attachment.tooLarge'), t('attachment.tooLarge'))
  const body = new FormData()
  body.set('file', file)
  return publicRequest<PublicUpload>(held, 'POST', path, body)
}
