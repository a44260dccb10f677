import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasPoppler, readFonts, readInfo, readText, type EmbeddedFont } from '#tests/forms/documents/checker/poppler'

/** A PDF as pdfinfo, pdftotext and pdffonts see it. */
export interface Printed {
  pages: number
  /** All text without blanks and line ends. */
  text: string
  fonts: EmbeddedFont[]
}

/** Null where poppler-utils is missing; `npm test` names that. */
export function readPrinted(bytes: Uint8Array): Printed | null {
  if (!hasPoppler()) return null
  const folder = mkdtempSync(join(tmpdir(), 'xingliu-printed-'))
  try {
    const file = join(folder, 'document.pdf')
    writeFileSync(file, bytes)
    const state = readInfo(file)
    if ('complaint' in state) throw new Error(`Expected a PDF that needs no repair, but pdfinfo says: ${state.complaint}`)
    return { pages: state.pages, text: readText(file).join('').replace(/\s/g, ''), fonts: readFonts(file) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
