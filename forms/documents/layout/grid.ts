import type { FaceStyle } from '../blocks.js'
import type { Line } from './break_lines.js'
import { drawLine, textStyle } from './flow.js'
import type { Flow } from './flow.js'
import { INK } from './style_sheet.js'

export interface GridCell {
  text: string
  width: number
  face: FaceStyle
  align: 'left' | 'center' | 'right'
  shaded?: boolean
}

interface MeasuredCell extends GridCell {
  lines: Line[]
}

const BORDER = 0.5
/** A row up to this share of a page is moved to the next page as a whole rather than split. */
const WHOLE_ROW_SHARE = 0.2

/** The height a row of cells takes when it is not split. */
export function rowHeight(flow: Flow, cells: GridCell[]): number {
  return heightOf(flow, lineCount(measure(flow, cells)))
}

/**
 * Draws one bordered row. A row that does not fit goes to the next page; one that is high is split between lines.
 * `onNewPage` draws what is repeated there (the header of a table).
 */
export function drawRow(flow: Flow, cells: GridCell[], onNewPage: () => void): void {
  const measured = measure(flow, cells)
  const { page, table } = flow.sheet
  const capacity = page.height - page.top - page.bottom
  const count = lineCount(measured)
  if (heightOf(flow, count) + flow.keepAfter <= flow.room()) return drawFragment(flow, measured, 0, count)
  const fitsWhole = heightOf(flow, count) + flow.keepAfter <= capacity * WHOLE_ROW_SHARE
  if (fitsWhole) {
    turnPage(flow, onNewPage)
    return drawFragment(flow, measured, 0, count)
  }
  let from = 0
  while (from < count) {
    let fitting = Math.floor((flow.room() - 2 * table.paddingY) / table.pitch)
    const left = count - from
    if (fitting < Math.min(2, left)) {
      if (!flow.isAtTop()) turnPage(flow, onNewPage)
      fitting = Math.max(1, Math.floor((flow.room() - 2 * table.paddingY) / table.pitch))
    }
    const to = Math.min(count, from + fitting)
    drawFragment(flow, measured, from, to)
    from = to
    if (from < count) turnPage(flow, onNewPage)
  }
}

function turnPage(flow: Flow, onNewPage: () => void): void {
  if (flow.isAtTop()) return
  flow.newPage()
  onNewPage()
}

function measure(flow: Flow, cells: GridCell[]): MeasuredCell[] {
  const { size, paddingX } = flow.sheet.table
  return cells.map((cell) => {
    const align = cell.align === 'left' ? 'justify' : cell.align
    return { ...cell, lines: flow.lines([{ text: cell.text }], textStyle(cell.face, size, align), cell.width - 2 * paddingX) }
  })
}

function lineCount(cells: MeasuredCell[]): number {
  return Math.max(1, ...cells.map((cell) => cell.lines.length))
}

function heightOf(flow: Flow, lines: number): number {
  return lines * flow.sheet.table.pitch + 2 * flow.sheet.table.paddingY
}

function drawFragment(flow: Flow, cells: MeasuredCell[], from: number, to: number): void {
  const { pitch, size, paddingX, paddingY } = flow.sheet.table
  const height = heightOf(flow, to - from)
  let x = flow.left
  for (const cell of cells) {
    const fill = cell.shaded ? { fill: INK.labelFill } : {}
    flow.add({ op: 'box', x, y: flow.y, width: cell.width, height, stroke: INK.hairline, thickness: BORDER, ...fill })
    const lines = cell.lines.slice(from, to)
    const isWhole = from === 0 && to >= cell.lines.length
    const slack = isWhole ? (height - 2 * paddingY - lines.length * pitch) / 2 : 0
    lines.forEach((line, index) => {
      drawLine(flow, line, x + paddingX, flow.y + paddingY + slack + index * pitch, pitch, size)
    })
    x += cell.width
  }
  flow.y += height
}
