import type { JobHandler } from '#engine/runtime/engine'
import type { Block } from '#forms/documents/blocks'
import type { PdfOutput } from '#forms/documents/pdf_renderer'
import { renderTemplate } from '#forms/documents/render_template'
import type { IssuedDocumentRow, RenderDocumentInput } from '#processes/foundation/documents/issued_document'
import { inquiryPassword } from '../public/readable_code.js'
import type { WebServices } from '../web_services.js'

/**
 * The follow-up job that prints an issued document: from the snapshot fixed with its number, repeatable to the byte. Running it
 * twice writes the same bytes to the same place.
 */
export const renderDocument = (services: Pick<WebServices, 'engine' | 'renderer' | 'settings'>): JobHandler =>
  async (job) => {
    const { documentKey } = job.input as unknown as RenderDocumentInput
    const rows = services.engine.businessRows
    const row = (await rows.find('issued_documents', documentKey)) as unknown as IssuedDocumentRow | null
    if (!row) throw new Error(`文书 ${documentKey} 不存在，无法生成。`)
    const printed = await printSnapshot(services, row, withInquiryPassword(services, row))
    const blobId = `document:${row.id}`
    await services.engine.blobs.put(blobId, printed.pdf)
    await rows.put('issued_documents', documentKey, {
      ...row, status: 'rendered', sha256: printed.sha256, blobId, pages: printed.pages, bytes: printed.pdf.byteLength,
    })
  }

/** Several documents as one file, page for page as each is printed alone; without the inquiry password those whose id is `withheld`. */
export async function printTogether(
  services: Pick<WebServices, 'engine' | 'renderer' | 'settings' | 'clock'>, rows: readonly [IssuedDocumentRow, ...IssuedDocumentRow[]], withheld: ReadonlySet<string>,
): Promise<Uint8Array> {
  const snapshotOf = (row: IssuedDocumentRow) => (withheld.has(row.id) ? withoutInquiryPassword(row.snapshot) : withInquiryPassword(services, row))
  const [blocks, ...followedBy] = await Promise.all(rows.map((row) => blocksOf(services, row, snapshotOf(row))))
  const { pdf } = await services.renderer.render({ blocks: blocks!, followedBy, meta: { title: `批量打印 ${rows.length} 份`, createdAtMs: services.clock() } })
  return pdf
}

async function blocksOf({ engine }: Pick<WebServices, 'engine'>, row: IssuedDocumentRow, snapshot: IssuedDocumentRow['snapshot']): Promise<Block[]> {
  const source = await engine.definitions.resource(row.packageId, row.templateResource)
  if (source === null) throw new Error(`业务包 ${row.packageId} 中没有模板 ${row.templateResource}。请流程设计员补上后重试。`)
  const { blocks, problems } = renderTemplate(source, snapshot)
  if (problems.length > 0) throw new Error(`模板 ${row.templateResource} 第 ${problems[0]!.line} 行：${problems[0]!.message}`)
  return blocks
}

/** What stands in a document on paper, over it perhaps what the copy may be used for. */
export async function printSnapshot(
  services: Pick<WebServices, 'engine' | 'renderer'>, row: IssuedDocumentRow, snapshot: IssuedDocumentRow['snapshot'], watermark?: string,
): Promise<PdfOutput> {
  return services.renderer.render({
    blocks: await blocksOf(services, row, snapshot),
    meta: { title: row.title, createdAtMs: row.issuedAtMs, ...(row.number ? { number: row.number } : {}) },
    ...(watermark === undefined ? {} : { watermark: { text: watermark } }),
  })
}

/** What stands in place of the password on a copy for anybody it was not issued to. */
const WITHHELD = '（不显示）'

/** What was fixed with the number as anybody but the applicant and his window may read it: without the key to the case. */
export const withoutInquiryPassword = ({ inquiry, ...snapshot }: IssuedDocumentRow['snapshot']): IssuedDocumentRow['snapshot'] => ({ ...snapshot, inquiry: { ...inquiry, password: WITHHELD } })

/** Whether the print shows the inquiry password of its case. */
export async function showsInquiryPassword({ engine }: Pick<WebServices, 'engine'>, { caseKey, packageId, templateResource }: IssuedDocumentRow): Promise<boolean> {
  return caseKey !== null && ((await engine.definitions.resource(packageId, templateResource)) ?? '').includes('password')
}

/** The inquiry password stands on the print alone; what was fixed with the number has only its place. */
function withInquiryPassword({ settings }: Pick<WebServices, 'settings'>, { snapshot, caseKey }: IssuedDocumentRow): IssuedDocumentRow['snapshot'] {
  if (caseKey === null || snapshot.inquiry.password !== '') return snapshot
  return { ...snapshot, inquiry: { ...snapshot.inquiry, password: inquiryPassword(settings.appKey, caseKey) } }
}
