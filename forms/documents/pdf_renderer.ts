import type { Block, FaceStyle } from './blocks.js'
import { planFonts } from './fonts/font_plan.js'
import type { FontPlanOptions } from './fonts/font_plan.js'
import { startPrintQueue } from './print_queue.js'

export interface PdfMeta {
  title: string
  author?: string
  /** Epoch milliseconds; becomes CreationDate, so that the same input gives the same bytes. */
  createdAtMs: number
  /** 文书编号. */
  number?: string
}

export interface PdfInput {
  blocks: Block[]
  meta: PdfMeta
  watermark?: { text: string }
  /** Further documents behind it in the same file, each laid out and numbered by itself (批量打印). */
  followedBy?: readonly Block[][]
  /** Somebody's PDF: what is laid out here is laid over each of its pages, which stand in for pages of its own. */
  over?: Uint8Array
}

export interface PdfOutput {
  pdf: Uint8Array
  /** Lower-case hex over the bytes of `pdf`. */
  sha256: string
  pages: number
  /** Characters that no face of this machine has; each is printed as its code point, e.g. 〔U+1F600〕, never as a box. */
  missingGlyphs: string[]
}

/** Where the face of each style comes from, for the print settings page. */
export interface FontReport {
  faces: { style: FaceStyle; name: string; source: 'operator' | 'system' | 'bundled'; standsInFor?: string }[]
  fallbacks: { name: string; source: 'operator' | 'system' | 'bundled' }[]
  /** Operator files that can't be used, with the reason in Chinese. */
  rejected: { file: string; reason: string }[]
}

export interface PdfRenderer {
  /** @throws DocumentError whose message is a sentence for the person who prints. */
  render(input: PdfInput): Promise<PdfOutput>
  fonts(): FontReport
  close(): Promise<void>
}

export interface PdfRendererOptions extends FontPlanOptions {
  /** Worker threads, 1 unless told. */
  workers?: number
}

/** Prints documents in worker threads, so that no other request waits for one. Close it to end its threads. */
export function createPdfRenderer(options: PdfRendererOptions): PdfRenderer {
  const plan = planFonts(options)
  const queue = startPrintQueue(plan, { workers: Math.max(1, options.workers ?? 1), mostWaiting: 200, longestJobMs: 60_000 })
  return { render: queue.print, fonts: () => plan.report, close: queue.close }
}
