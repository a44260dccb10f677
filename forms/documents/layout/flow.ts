import { DocumentError } from '../errors.js'
import type { FaceStyle } from '../blocks.js'
import { breakLines } from './break_lines.js'
import type { Line, StyledText, TextStyle } from './break_lines.js'
import type { DrawOp, Page } from './draw_ops.js'
import type { FontMetrics } from './font_metrics.js'
import { INK } from './style_sheet.js'
import type { StyleSheet } from './style_sheet.js'

const MOST_PAGES = 1000
/** Where the baseline of a hanzi lies under the top of its square. */
const ASCENT = 0.88

/** A place on a page that moves down as blocks are laid out, and the pages filled so far. */
export interface Flow {
  readonly sheet: StyleSheet
  readonly pages: Page[]
  readonly left: number
  readonly width: number
  /** Top of what comes next. */
  y: number
  /** Height that has to stay on the page with the last line of the current block. */
  keepAfter: number
  add(op: DrawOp): void
  /** Height left on this page. */
  room(): number
  isAtTop(): boolean
  newPage(): void
  /** Begins a new page unless `height` fits on this one. */
  need(height: number): void
  lines(texts: StyledText[], style: TextStyle, width: number): Line[]
}

export function startFlow(sheet: StyleSheet, metrics: FontMetrics, missing: Set<string>): Flow {
  const { page } = sheet
  const pages: Page[] = [{ ops: [] }]
  const flow: Flow = {
    sheet,
    pages,
    left: page.left,
    width: page.width - page.left - page.right,
    y: page.top,
    keepAfter: 0,
    add: (op) => void (pages.at(-1) as Page).ops.push(op),
    room: () => page.height - page.bottom - flow.y,
    isAtTop: () => flow.y <= page.top,
    newPage() {
      if (pages.length >= MOST_PAGES) throw new DocumentError('E_DOCUMENT_TOO_LONG', `文书超过 ${MOST_PAGES} 页，请缩小导出范围后重试。`)
      pages.push({ ops: [] })
      flow.y = page.top
    },
    need(height) {
      if (height > flow.room() + 0.01 && !flow.isAtTop()) flow.newPage()
    },
    lines: (texts, style, width) => breakLines(texts, style, width, metrics, missing),
  }
  return flow
}

/** Draws one line of text whose square stands in the middle of `pitch` under `top`. */
export function drawLine(flow: Flow, line: Line, x: number, top: number, pitch: number, size: number, color: string = INK.text): void {
  const y = top + (pitch - size) / 2 + size * ASCENT
  for (const run of line.runs) {
    const { text, face, spacing, width } = run
    flow.add({ op: 'text', x: x + run.x, y, text, face, size: run.size, spacing, width, color })
    if (run.underline) {
      const under = y + size * 0.16
      flow.add({ op: 'line', x1: x + run.x, y1: under, x2: x + run.x + width, y2: under, thickness: 0.6, color })
    }
  }
}

/** Lays out text over as many pages as it takes; no single line is left alone on a page. */
export function flowText(
  flow: Flow,
  texts: StyledText[],
  style: TextStyle,
  pitch: number,
  place: { x?: number; width?: number; color?: string } = {},
): void {
  const x = place.x ?? flow.left
  const lines = flow.lines(texts, style, place.width ?? flow.left + flow.width - x)
  lines.forEach((line, index) => {
    const left = lines.length - index
    const together = left === 2 || (index === 0 && left > 1) ? 2 : 1
    flow.need(pitch * together + (left <= 2 ? flow.keepAfter : 0))
    drawLine(flow, line, x, flow.y, pitch, style.size, place.color)
    flow.y += pitch
  })
}

/** A style for one line or paragraph of running text. */
export function textStyle(face: FaceStyle, size: number, align: TextStyle['align'] = 'left', indent = 0): TextStyle {
  return { face, size, align, indent }
}
