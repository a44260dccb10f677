import { DocumentError } from '#forms/documents/errors'
import type { PdfInput } from '#forms/documents/pdf_renderer'
import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import type { RegisteredMaterialRow } from '#processes/foundation/materials/material_rows'
import { printSnapshot, withoutInquiryPassword } from '../documents/render_document.js'
import { notFound, problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

/** Id of the one file of a result that we issued ourselves. */
export const RESULT_FILE = 'result'

/**
 * A copy of a file of the register for one case, with what it may be used for and until when across every page: a result of ours printed
 * anew from what was fixed with its number, an uploaded picture on a page, an uploaded PDF page by page. The original is never handed out.
 */
export async function stampedCopy(services: WebServices, record: RegisteredMaterialRow, fileId: string, words: string): Promise<Uint8Array> {
  if (record.documentKey !== null) return fileId === RESULT_FILE ? resultCopy(services, record.documentKey, words) : unknownFile()
  const file = record.files.find(({ id }) => id === fileId)
  const row = file && (await services.engine.attachments.find(file.id))
  const bytes = row && row.sha256 === file.sha256 ? await services.engine.attachments.read(row.id) : null
  if (!row || !bytes) return unknownFile()
  if (row.mediaType === 'application/pdf') return printed(services, { blocks: [], meta: { title: record.name, createdAtMs: services.clock() }, watermark: { text: words }, over: bytes })
  if (row.mediaType !== 'image/png' && row.mediaType !== 'image/jpeg') throw notStampable()
  return pictureCopy(services, bytes, record.name, words)
}

const unknownFile = (): never => {
  throw notFound('已有材料')
}

const notStampable = () => problem(415, 'E_NOT_STAMPABLE', '这种文件不能加注用途和有效期，不提供查看。需要核对的，请到原办件中查看，或请申请人重新提供。')

async function resultCopy(services: WebServices, documentKey: string, words: string): Promise<Uint8Array> {
  const row = (await services.engine.businessRows.find('issued_documents', documentKey)) as unknown as IssuedDocumentRow | null
  if (row === null || row.status === 'voided') return unknownFile()
  // Who uses the result in another case is not told the password of the case it came from.
  return (await printSnapshot(services, row, withoutInquiryPassword(row.snapshot), words)).pdf
}

/** Greatest height of a picture on its page, so that it never needs two. */
const MOST_HEIGHT = 600

const pictureCopy = (services: WebServices, bytes: Uint8Array, title: string, words: string): Promise<Uint8Array> =>
  printed(services, { blocks: [{ kind: 'image', imagePngOrJpeg: bytes, maxHeight: MOST_HEIGHT, caption: words }], meta: { title, createdAtMs: services.clock() }, watermark: { text: words } })

async function printed({ renderer }: WebServices, input: PdfInput): Promise<Uint8Array> {
  try {
    return (await renderer.render(input)).pdf
  } catch (error) {
    if (error instanceof DocumentError && error.code !== 'E_DOCUMENT_BUSY') throw notStampable()
    throw error
  }
}
