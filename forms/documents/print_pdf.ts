import PdfKit from 'pdfkit'
import type { FontBook } from './fonts/font_book.js'
import type { DrawOp, TextOp } from './layout/draw_ops.js'
import type { LaidOutDocument } from './layout/layout_document.js'
import type { PdfMeta } from './pdf_renderer.js'

/** Letters stand as they were measured: no ligatures, kerning or local forms from the font's own tables. */
const PLAIN = { kern: false, liga: false, clig: false, calt: false, locl: false, ccmp: false, rlig: false, rclt: false }

/**
 * The bytes of the PDF. The same pages, meta and font bytes give the same bytes: its date is the document's own, its /ID is
 * made from the meta, and fonts are opened anew for each document, so that nothing of an earlier one can show.
 */
export function printPdf(document: LaidOutDocument, meta: PdfMeta, fonts: Pick<FontBook, 'fileOf'>): Promise<Uint8Array> {
  const { width, height } = document.sheet.page
  const pdf = new PdfKit({
    size: [width, height],
    margin: 0,
    autoFirstPage: false,
    bufferPages: false,
    pdfVersion: '1.7',
    lang: 'zh-CN',
    displayTitle: true,
    // No standard font: every face is one of ours.
    font: '',
    info: {
      Title: meta.title,
      Author: meta.author ?? '',
      Subject: meta.number ?? '',
      Creator: 'Xingliu',
      Producer: 'Xingliu',
      CreationDate: new Date(meta.createdAtMs),
    },
  })
  const chunks: Uint8Array[] = []
  const done = new Promise<Uint8Array>((resolve, reject) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    pdf.on('end', () => resolve(Buffer.concat(chunks)))
    pdf.on('error', reject)
  })
  const registered = new Set<string>()
  const pictures = new Map<Uint8Array, unknown>()
  const useFont = (face: string) => {
    if (!registered.has(face)) {
      const { bytes, nameInCollection } = fonts.fileOf(face)
      pdf.registerFont(face, bytes as Buffer, nameInCollection)
      registered.add(face)
    }
    pdf.font(face)
  }
  for (const page of document.pages) {
    pdf.addPage()
    for (const op of page.ops) draw(pdf, op, useFont, pictures)
  }
  pdf.end()
  return done
}

function draw(pdf: PDFKit.PDFDocument, op: DrawOp, useFont: (face: string) => void, pictures: Map<Uint8Array, unknown>): void {
  switch (op.op) {
    case 'text':
      useFont(op.face)
      return drawText(pdf, op)
    case 'line':
      pdf.moveTo(op.x1, op.y1).lineTo(op.x2, op.y2).lineWidth(op.thickness).strokeColor(op.color).stroke()
      return
    case 'box':
      if (op.fill) pdf.rect(op.x, op.y, op.width, op.height).fillColor(op.fill).fill()
      if (op.stroke) pdf.rect(op.x, op.y, op.width, op.height).lineWidth(op.thickness ?? 0.5).strokeColor(op.stroke).stroke()
      return
    case 'ring':
      pdf.save().circle(op.x, op.y, op.radius).lineWidth(op.thickness).strokeColor(op.color)
      if (op.dashed) pdf.dash(4, { space: 3 })
      pdf.stroke().restore()
      return
    case 'path':
      pdf.save().transform(...op.matrix).path(op.path).lineWidth(op.thickness)
      if (op.dash && op.dash.length > 0) pdf.dash(op.dash[0] as number, { space: op.dash[1] ?? op.dash[0] })
      if (op.fill && op.stroke) pdf.fillAndStroke(op.fill, op.stroke)
      else if (op.fill) pdf.fill(op.fill)
      else if (op.stroke) pdf.stroke(op.stroke)
      pdf.restore()
      return
    case 'picture': {
      const opened = pictures.get(op.bytes) ?? openPicture(pdf, op.bytes)
      pictures.set(op.bytes, opened)
      pdf.image(opened as Buffer, op.x, op.y, { width: op.width, height: op.height })
    }
  }
}

function openPicture(pdf: PDFKit.PDFDocument, bytes: Uint8Array): unknown {
  return (pdf as unknown as { openImage(source: Buffer): unknown }).openImage(Buffer.from(bytes))
}

function drawText(pdf: PDFKit.PDFDocument, op: TextOp): void {
  const isPlaced = op.angle !== undefined || op.opacity !== undefined
  if (isPlaced) pdf.save()
  if (op.angle !== undefined) pdf.rotate(op.angle, { origin: [op.x, op.y] })
  if (op.opacity !== undefined) pdf.fillOpacity(op.opacity)
  pdf.fontSize(op.size).fillColor(op.color)
  pdf.text(op.text, op.x, op.y, {
    lineBreak: false,
    baseline: 'alphabetic',
    characterSpacing: op.spacing,
    // Known already: saves measuring the text a second time.
    textWidth: op.width,
    wordCount: 1,
    features: PLAIN,
  } as unknown as PDFKit.Mixins.TextOptions)
  if (isPlaced) pdf.restore()
}
