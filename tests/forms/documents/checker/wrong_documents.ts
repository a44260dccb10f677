import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import PdfKit from 'pdfkit'
import type { FindingCode } from './check_pdf.js'

/** A document made wrong on purpose: the checker must answer with `code`. */
export interface WrongDocument {
  title: string
  code: FindingCode
  /** True when only the comparison with another renderer can see it. */
  needsReference?: boolean
  /** Drawn with nothing in it but the mistake: no texts of the case are expected. */
  isBare?: boolean
  pdf: Buffer
}

/** What the wrong documents are made of: right ones, and a font file for those that are drawn by hand. */
export interface Ingredients {
  right: Uint8Array
  withoutWatermark: Uint8Array
  otherApplicant: Uint8Array
  otherNumber: Uint8Array
  threePages: Uint8Array
  fontFile: string
  sliceFolder: string
}

const FOOTER = '第 1 页 共 1 页'

export async function makeWrongDocuments(from: Ingredients, watermark: string): Promise<WrongDocument[]> {
  const text = '准予行政许可决定书'
  const hand = (draw: (pdf: PDFKit.PDFDocument) => void, font = from.fontFile) => drawByHand(font, draw)
  return [
    { title: 'a file cut short', code: 'UNREADABLE', pdf: Buffer.from(from.right).subarray(0, Math.floor(from.right.length * 0.6)) },
    { title: 'a font that is not embedded', code: 'FONT_NOT_EMBEDDED', isBare: true, pdf: await hand((pdf) => void pdf.text('Permit', 100, 100), 'Helvetica') },
    { title: 'a font whose text can’t be read', code: 'FONT_WITHOUT_UNICODE', pdf: edited(from.right, '/ToUnicode', '/XoUnicode') },
    { title: 'another applicant', code: 'TEXT_MISSING', pdf: Buffer.from(from.otherApplicant) },
    { title: 'another number', code: 'NUMBER_WRONG', pdf: Buffer.from(from.otherNumber) },
    { title: 'a page cut in half', code: 'PAGE_SIZE', pdf: edited(from.right, '/MediaBox [0 0 595.28 841.89]', '/MediaBox [0 0 595.28 420.00]') },
    { title: 'the last page lost', code: 'PAGE_NUMBERS', pdf: withoutLastPage(from.threePages) },
    { title: 'no watermark', code: 'WATERMARK_MISSING', pdf: Buffer.from(from.withoutWatermark) },
    {
      title: 'a watermark that can’t be seen',
      code: 'WATERMARK_MISSING', isBare: true,
      pdf: await hand((pdf) => {
        pdf.fillOpacity(0)
        for (let row = 0; row < 9; row++) pdf.text(watermark, 100, 100 + row * 60)
      }),
    },
    {
      title: 'a table running off the paper',
      code: 'CUT_BY_EDGE', isBare: true,
      pdf: await hand((pdf) => pdf.rect(80, 100, 600, 60).stroke().text(text, 90, 120)),
    },
    { title: 'text in the margin', code: 'OUTSIDE_MARGIN', isBare: true, pdf: await hand((pdf) => void pdf.text(text, 480, 100)) },
    {
      title: 'a line over another',
      code: 'OVERLAP', isBare: true,
      pdf: await hand((pdf) => pdf.text(text, 100, 100).text('不予行政许可决定书', 104, 104)),
    },
    { title: 'white text', code: 'INVISIBLE_TEXT', isBare: true, pdf: await hand((pdf) => pdf.fillColor('white').text(text, 100, 100).fillColor('black')) },
    { title: 'a page with nothing on it', code: 'EMPTY_PAGE', isBare: true, pdf: await hand(() => undefined) },
    {
      title: 'a box in place of a hanzi',
      code: 'MISSING_GLYPH_BOX', isBare: true,
      pdf: claiming(await hand((pdf) => void pdf.text('□许', 100, 100)), '□', '准'),
    },
    {
      title: 'text that says otherwise than the picture',
      code: 'PICTURE_DIFFERS', isBare: true,
      needsReference: true,
      pdf: claiming(await hand((pdf) => void pdf.text('准许办理', 100, 100)), '准', '不'),
    },
    {
      title: 'blots of a WOFF2 font',
      code: 'PICTURE_DIFFERS', isBare: true,
      needsReference: true,
      pdf: await drawWoff2(from.sliceFolder),
    },
  ]
}

/** Nothing wrong with it: shows that the other documents drawn by hand are found out for their mistake alone. */
export function makeRightDocument(fontFile: string): Promise<Buffer> {
  return drawByHand(fontFile, (pdf) => void pdf.text('准予行政许可决定书', 100, 100))
}

function drawByHand(font: string, draw: (pdf: PDFKit.PDFDocument) => void): Promise<Buffer> {
  const pdf = new PdfKit({ size: [595.28, 841.89], margin: 0, compress: false, info: { CreationDate: new Date(0) } })
  const chunks: Buffer[] = []
  const done = new Promise<Buffer>((resolve) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolve(Buffer.concat(chunks)))
  })
  pdf.font(font).fontSize(16)
  draw(pdf)
  pdf.fillOpacity(1).fontSize(9)
  const footer = font === 'Helvetica' ? '1' : FOOTER
  pdf.text(footer, 270, 790, { lineBreak: false })
  pdf.end()
  return done
}

/** The same picture, with a text layer that gives one character out for another. */
function claiming(pdf: Buffer, drawn: string, claimed: string): Buffer {
  const code = (character: string) => `<${(character.codePointAt(0) as number).toString(16).padStart(4, '0')}>`
  return edited(pdf, code(drawn), code(claimed))
}

/** Bytes changed in place, so that every offset in the file stays right. */
function edited(pdf: Uint8Array, before: string, after: string): Buffer {
  if (before.length !== after.length) throw new Error('an edit must keep the length')
  const source = Buffer.from(pdf).toString('latin1')
  if (!source.includes(before)) throw new Error(`nothing to edit: ${before}`)
  return Buffer.from(source.replaceAll(before, after), 'latin1')
}

function withoutLastPage(pdf: Uint8Array): Buffer {
  const source = Buffer.from(pdf).toString('latin1')
  const kids = /\/Kids \[([^\]]+)\]/.exec(source)?.[1] ?? ''
  const shortened = kids.replace(/\d+ 0 R\s*$/, (last) => ' '.repeat(last.length))
  return edited(edited(pdf, `/Kids [${kids}]`, `/Kids [${shortened}]`), '/Count 3', '/Count 2')
}

/** Hanzi of one slice, set in its WOFF2 form, which pdfkit embeds wrongly: the text layer is right, the picture is not. */
function drawWoff2(packageFolder: string): Promise<Buffer> {
  const ranges = JSON.parse(readFileSync(join(packageFolder, 'unicode.json'), 'utf8')) as Record<string, string>
  const slice = Object.keys(ranges).filter((name) => /^\[\d+\]$/.test(name)).at(-1) as string
  const number = slice.slice(1, -1)
  const hanzi = [...(ranges[slice] as string).matchAll(/U\+([\da-f]{4,5})(?=,|$)/gi)]
    .map(([, code]) => Number.parseInt(code as string, 16))
    .filter((code) => code >= 0x4e00 && code <= 0x9fff)
  const file = join(packageFolder, 'files', `noto-serif-sc-${number}-400-normal.woff2`)
  return drawByHand(file, (pdf) => void pdf.text(String.fromCodePoint(...hanzi.slice(0, 20)), 100, 100, { lineBreak: false }))
}
