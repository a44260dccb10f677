import { degrees, PDFArray, PDFDict, PDFDocument, PDFName, type PDFPage } from '@cantoo/pdf-lib'
import { DocumentError } from './errors.js'

/** A file with more pages is nobody's certificate; it is not worth the minutes. */
const MOST_PAGES = 200
/** What of an annotation is more than its look: actions, scripts, the form it belongs to. */
const BEHAVIOUR = ['A', 'AA', 'Parent', 'Kids', 'V', 'Popup', 'IRT', 'Sound', 'Movie', 'RichMediaContent', 'FS'].map((name) => PDFName.of(name))
/** Annotations that are seen: seals and filled fields, stamps, notes drawn on the page. */
const SEEN = new Set(['Widget', 'Stamp', 'FreeText', 'Ink', 'Highlight', 'Underline', 'Square', 'Circle', 'Line', 'Polygon', 'PolyLine'].map((name) => PDFName.of(name)))

/**
 * The pages of somebody's PDF in a file of their own, `stamp` (a PDF whose first page is laid over each). Only what is seen goes along: scripts, links,
 * attachments, form fields and everything else of the file stay behind.
 *
 * @throws DocumentError `E_DOCUMENT_FOREIGN`: no PDF, encrypted, damaged, or of too many pages.
 */
export async function stampPdf(foreign: Uint8Array, stamp: Uint8Array, createdAtMs: number): Promise<{ pdf: Uint8Array; pages: number }> {
  try {
    const source = await PDFDocument.load(foreign, { updateMetadata: false, throwOnInvalidObject: true })
    const count = source.getPageCount()
    if (count === 0 || count > MOST_PAGES) throw new RangeError(`${count} pages`)
    for (const page of source.getPages()) quieten(page)
    const copy = await PDFDocument.create({ updateMetadata: false })
    const date = new Date(createdAtMs)
    copy.setCreationDate(date)
    copy.setModificationDate(date)
    const [over] = await copy.embedPdf(stamp, [0])
    for (const page of await copy.copyPages(source, source.getPageIndices())) {
      copy.addPage(page)
      lay(over!, page)
    }
    return { pdf: await copy.save({ useObjectStreams: true }), pages: count }
  } catch (error) {
    throw unreadable(error)
  }
}

const unreadable = (cause: unknown): DocumentError => new DocumentError('E_DOCUMENT_FOREIGN', '这个 PDF 文件不能加注（加密、损坏或页数过多）。请申请人另存一份后重新提供。', { cause })

/** Takes from a page what acts, and leaves what is seen. */
function quieten({ node }: PDFPage): void {
  for (const name of ['AA', 'B', 'PieceInfo', 'StructParents', 'Tabs']) node.delete(PDFName.of(name))
  const annotations = node.lookupMaybe(PDFName.of('Annots'), PDFArray)
  if (annotations === undefined) return
  const seen = annotations.asArray().filter((one) => {
    const annotation = node.context.lookup(one)
    if (!(annotation instanceof PDFDict) || !annotation.has(PDFName.of('AP'))) return false
    const kind = annotation.get(PDFName.of('Subtype'))
    if (!(kind instanceof PDFName) || !SEEN.has(kind)) return false
    for (const name of BEHAVIOUR) annotation.delete(name)
    return true
  })
  node.set(PDFName.of('Annots'), node.context.obj(seen))
}

/** The stamp over the whole of what a reader sees of the page, upright however the page is turned. */
function lay(stamp: Parameters<PDFPage['drawPage']>[0], page: PDFPage): void {
  const { x, y, width, height } = page.getCropBox()
  const turn = ((page.getRotation().angle % 360) + 360) % 360
  const isTurned = turn === 90 || turn === 270
  const corner = { 0: [x, y], 90: [x + width, y], 180: [x + width, y + height], 270: [x, y + height] }[turn] ?? [x, y]
  page.drawPage(stamp, { x: corner[0]!, y: corner[1]!, width: isTurned ? height : width, height: isTurned ? width : height, rotate: degrees(turn) })
}
