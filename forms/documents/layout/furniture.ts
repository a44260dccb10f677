import type { FooterBlock, HeaderBlock } from '../blocks.js'
import { drawLine, textStyle } from './flow.js'
import type { Flow } from './flow.js'
import { INK, millimetres } from './style_sheet.js'

const WATERMARK = { size: 15, angle: -28, opacity: 0.07, rowPitch: 118, gap: 70 }

/** Everything that stands on each page around the text, drawn last, when the number of pages is known. */
export interface Furniture {
  header?: HeaderBlock
  footer?: FooterBlock
  watermark?: string
}

export function drawFurniture(flow: Flow, furniture: Furniture): void {
  flow.pages.forEach((page, index) => {
    const onPage: Flow = { ...flow, add: (op) => void page.ops.push(op) }
    if (furniture.header) drawHeader(onPage, furniture.header)
    if (furniture.footer) drawFooter(onPage, furniture.footer, index + 1)
    if (furniture.watermark) drawWatermark(onPage, furniture.watermark)
  })
}

function drawHeader(flow: Flow, header: HeaderBlock): void {
  const { size, pitch } = flow.sheet.small
  const top = flow.sheet.page.top - millimetres(9)
  drawText(flow, header.left, 'left', top, INK.hairline)
  drawText(flow, header.right, 'right', top, INK.hairline)
  const y = top + pitch + size * 0.2
  flow.add({ op: 'line', x1: flow.left, y1: y, x2: flow.left + flow.width, y2: y, thickness: 0.4, color: INK.grey })
}

/** The page number lies 7 mm under the text area (GB/T 9704—2012 §7.5). */
function drawFooter(flow: Flow, footer: FooterBlock, page: number): void {
  const top = flow.sheet.page.height - flow.sheet.page.bottom + millimetres(7)
  drawText(flow, footer.left, 'left', top, INK.hairline)
  drawText(flow, footer.right, 'right', top, INK.hairline)
  if (footer.pageNumbers) drawText(flow, `第 ${page} 页　共 ${flow.pages.length} 页`, 'center', top, INK.text)
}

function drawText(flow: Flow, text: string | undefined, align: 'left' | 'center' | 'right', top: number, color: string): void {
  if (!text) return
  const { size, pitch } = flow.sheet.small
  const width = align === 'center' ? flow.width : flow.width * 0.38
  const x = align === 'right' ? flow.left + flow.width - width : flow.left
  const [line] = flow.lines([{ text }], textStyle('song', size, align), width)
  if (line) drawLine(flow, line, x, top, pitch, size, color)
}

/** The same words aslant all over the page, over the text, so light that everything stays readable. */
function drawWatermark(flow: Flow, text: string): void {
  const { size, angle, opacity, rowPitch, gap } = WATERMARK
  const [line] = flow.lines([{ text: text.replaceAll('\n', ' ') }], textStyle('hei', size), 1200)
  if (!line) return
  const { width, height } = flow.sheet.page
  const radians = (angle * Math.PI) / 180
  const step = line.width + gap
  for (let row = 0; row * rowPitch < height + width; row++) {
    const shift = row % 2 === 0 ? 0 : step / 2
    for (let column = -1; column * step < width * 1.5; column++) {
      const along = column * step + shift
      const originX = along * Math.cos(radians)
      const originY = row * rowPitch + along * Math.sin(radians)
      for (const run of line.runs) {
        const x = originX + run.x * Math.cos(radians)
        const y = originY + run.x * Math.sin(radians)
        if (x < -run.width || x > width || y < -20 || y > height + run.width) continue
        const { face, spacing } = run
        flow.add({ op: 'text', x, y, text: run.text, face, size: run.size, spacing, width: run.width, color: INK.text, angle, opacity })
      }
    }
  }
}
