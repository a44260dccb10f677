import { createHash } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { DocumentError } from './errors.js'
import type { DocumentErrorCode } from './errors.js'
import { openFontBook } from './fonts/font_book.js'
import type { FontPlan } from './fonts/font_plan.js'
import { layoutDocument } from './layout/layout_document.js'
import type { PdfInput, PdfOutput } from './pdf_renderer.js'
import { printPdf } from './print_pdf.js'

/** Answer to one input; a worker has one input at a time. */
export type PdfReply = { output: PdfOutput } | { failure: { code: DocumentErrorCode; message: string; stack?: string } }

const fonts = openFontBook((workerData as { plan: FontPlan }).plan)

async function render(input: PdfInput): Promise<PdfOutput> {
  const documents = [input.blocks, ...(input.followedBy ?? [])].map((blocks) => layoutDocument(blocks, fonts, input.watermark?.text))
  const laidOut = { sheet: documents[0]!.sheet, pages: documents.flatMap(({ pages }) => pages), missingGlyphs: [...new Set(documents.flatMap(({ missingGlyphs }) => missingGlyphs))] }
  const own = await printPdf(laidOut, input.meta, fonts)
  const { pdf, pages } = input.over === undefined ? { pdf: own, pages: laidOut.pages.length } : await overlaid(input.over, own, input.meta.createdAtMs)
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  return { pdf, sha256, pages, missingGlyphs: laidOut.missingGlyphs }
}

/** Loaded when first needed: most workers never see a foreign PDF. */
async function overlaid(foreign: Uint8Array, own: Uint8Array, createdAtMs: number) {
  const { stampPdf } = await import('./stamp_pdf.js')
  return stampPdf(foreign, own, createdAtMs)
}

async function answer(input: PdfInput): Promise<void> {
  try {
    const output = await render(input)
    const pdf = new Uint8Array(output.pdf)
    reply({ output: { ...output, pdf } }, [pdf.buffer])
  } catch (error) {
    const code = error instanceof DocumentError ? error.code : 'E_DOCUMENT_RENDER'
    const message = error instanceof DocumentError ? error.message : `文书生成失败，请联系管理员。（${String(error)}）`
    const stack = error instanceof Error ? error.stack : undefined
    reply({ failure: { code, message, ...(stack ? { stack } : {}) } }, [])
  }
}

function reply(answer: PdfReply, moved: ArrayBuffer[]): void {
  parentPort?.postMessage(answer, moved)
}

parentPort?.on('message', (input: PdfInput) => void answer(input))
