import type { CheckboxesBlock, DocumentNumberBlock, InquiryBlock, ListBlock, ParagraphBlock, TitleBlock } from '../blocks.js'
import { chineseNumber } from './chinese_number.js'
import { drawLine, flowText, textStyle } from './flow.js'
import type { Flow } from './flow.js'
import { inquiryTexts } from './layout_seal.js'
import { INK } from './style_sheet.js'

export function layoutTitle(flow: Flow, block: TitleBlock): void {
  const { title, heading, gap } = flow.sheet
  if (block.level === 2) {
    flow.need(heading.pitch + flow.sheet.body.pitch * 2)
    if (!flow.isAtTop()) flow.y += gap / 2
    return flowText(flow, [{ text: block.text }], textStyle('hei', heading.size), heading.pitch)
  }
  flowText(flow, [{ text: block.text }], textStyle('song-bold', title.size, 'center'), title.pitch)
  flow.y += gap * 0.6
}

export function layoutDocumentNumber(flow: Flow, block: DocumentNumberBlock): void {
  const { size, pitch } = flow.sheet.body
  flowText(flow, [{ text: block.text }], textStyle('fang', size, block.align ?? 'center'), pitch)
  flow.y += flow.sheet.gap * 0.8
}

export function layoutParagraph(flow: Flow, block: ParagraphBlock): void {
  const size = block.size ?? flow.sheet.body.size
  const pitch = (flow.sheet.body.pitch * size) / flow.sheet.body.size
  const style = textStyle(block.face ?? 'fang', size, block.align ?? 'justify', block.indent ?? 2)
  flowText(flow, block.spans, style, pitch)
}

/** 条目: the marker hangs, the text keeps its own left edge. */
export function layoutList(flow: Flow, block: ListBlock): void {
  const { size, pitch } = flow.sheet.body
  const keepAfter = flow.keepAfter
  const markers = block.items.map((_, index) => markerOf(block.marker, index + 1))
  const markerWidths = markers.map((marker) => flow.lines([{ text: marker }], textStyle('fang', size), flow.width)[0]?.width ?? 0)
  const hang = Math.max(0, ...markerWidths) + (block.marker === 'bullet' ? size * 0.4 : 0)
  block.items.forEach((item, index) => {
    flow.keepAfter = index === block.items.length - 1 ? keepAfter : 0
    const left = flow.left + size * 2
    flow.need(pitch)
    const [marker] = flow.lines([{ text: markers[index] ?? '' }], textStyle('fang', size), flow.width)
    const page = flow.pages.length
    const top = flow.y
    flowText(flow, [{ text: item }], textStyle('fang', size, 'justify'), pitch, { x: left + hang })
    if (!marker) return
    const hasMoved = flow.pages.length !== page && flow.pages[page - 1]?.ops.every((op) => op.op !== 'text' || op.y < top)
    drawMarker(flow, marker, left, hasMoved ? flow.sheet.page.top : top, hasMoved ? page : page - 1)
  })
}

function drawMarker(flow: Flow, marker: Parameters<typeof drawLine>[1], x: number, top: number, pageIndex: number): void {
  const { size, pitch } = flow.sheet.body
  const page = flow.pages[pageIndex]
  if (!page) return
  drawLine({ ...flow, add: (op) => void page.ops.push(op) }, marker, x, top, pitch, size)
}

function markerOf(marker: ListBlock['marker'], number: number): string {
  if (marker === 'arabic') return `${number}．`
  if (marker === 'chinese') return `${chineseNumber(number)}、`
  return marker === 'bullet' ? '·' : ''
}

/** 勾选项: squares drawn, not typed, so that no face has to have ☐ and ☑. */
export function layoutCheckboxes(flow: Flow, block: CheckboxesBlock): void {
  const { size, pitch } = flow.sheet.body
  const square = size * 0.78
  const right = flow.left + flow.width
  let x = flow.left
  flow.need(pitch)
  if (block.label) {
    const [label] = flow.lines([{ text: `${block.label}：` }], textStyle('fang', size), flow.width)
    if (label) {
      drawLine(flow, label, x, flow.y, pitch, size)
      x += label.width
    }
  }
  const indented = x
  for (const option of block.options) {
    const lines = flow.lines([{ text: option.label }], textStyle('fang', size), right - indented - size * 1.2)
    const width = Math.max(0, ...lines.map((line) => line.width)) + size * 1.2
    if (x + width > right && x > indented) {
      flow.y += pitch
      flow.need(pitch)
      x = indented
    }
    drawSquare(flow, x, flow.y + (pitch - square) / 2, square, option.checked)
    lines.forEach((line, index) => {
      if (index > 0) {
        flow.y += pitch
        flow.need(pitch)
      }
      drawLine(flow, line, x + size * 1.1, flow.y, pitch, size)
    })
    x += width + size
  }
  flow.y += pitch
}

function drawSquare(flow: Flow, x: number, y: number, side: number, checked: boolean): void {
  flow.add({ op: 'box', x, y, width: side, height: side, stroke: INK.text, thickness: 0.8 })
  if (!checked) return
  const path = `M ${side * 0.2} ${side * 0.52} L ${side * 0.43} ${side * 0.76} L ${side * 0.82} ${side * 0.24}`
  flow.add({ op: 'path', matrix: [1, 0, 0, 1, x, y], path, stroke: INK.text, thickness: 1.2 })
}

/** 查询方式, small, over a hairline. */
export function layoutInquiry(flow: Flow, block: InquiryBlock): void {
  const { size, pitch } = flow.sheet.table
  const texts = inquiryTexts(block)
  flow.need(pitch * texts.length + 6)
  flow.add({ op: 'line', x1: flow.left, y1: flow.y, x2: flow.left + flow.width, y2: flow.y, thickness: 0.4, color: INK.grey })
  flow.y += 6
  for (const text of texts) flowText(flow, [{ text }], textStyle('song', size), pitch)
}
