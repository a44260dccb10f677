import type { Block, FaceStyle } from './blocks.js'

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
  render(input: PdfInput): Promise<PdfOutput>
  fonts(): FontReport
  close(): Promise<void>
}
