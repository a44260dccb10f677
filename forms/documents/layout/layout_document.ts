import type { Block } from '../blocks.js'
import type { Page } from './draw_ops.js'
import { startFlow } from './flow.js'
import type { Flow } from './flow.js'
import type { FontMetrics } from './font_metrics.js'
import { drawFurniture } from './furniture.js'
import type { Furniture } from './furniture.js'
import { layoutImage } from './layout_image.js'
import { layoutSeal, sealHeight } from './layout_seal.js'
import { layoutFieldTable, layoutOpinions, layoutTable, layoutTimeline } from './layout_tables.js'
import { layoutCheckboxes, layoutDocumentNumber, layoutInquiry, layoutList, layoutParagraph, layoutTitle } from './layout_text.js'
import { INK, STYLE_SHEETS } from './style_sheet.js'
import type { StyleSheet } from './style_sheet.js'

export interface LaidOutDocument {
  sheet: StyleSheet
  pages: Page[]
  /** Characters that no face has, in order of code point. */
  missingGlyphs: string[]
}

/** Pages of a document. Pure: the same blocks and metrics give the same pages. */
export function layoutDocument(blocks: Block[], metrics: FontMetrics, watermark?: string): LaidOutDocument {
  const missing = new Set<string>()
  const setup = blocks.find((block) => block.kind === 'pageSetup')
  const sheet = STYLE_SHEETS[setup?.style ?? 'official']
  const flow = startFlow(sheet, metrics, missing)
  const furniture: Furniture = watermark ? { watermark } : {}
  blocks.forEach((block, index) => {
    flow.keepAfter = heightToKeep(blocks, index + 1)
    const before = blocks[index - 1]
    if (block.kind === 'seal') layoutSeal(flow, block, before?.kind === 'inquiry' ? before : undefined)
    else if (block.kind !== 'inquiry' || blocks[index + 1]?.kind !== 'seal') layoutBlock(flow, block, furniture)
  })
  drawFurniture(flow, furniture)
  return { sheet, pages: flow.pages, missingGlyphs: [...missing].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)) }
}

/** A seal never stands alone on a page: the text before it stays with it. */
function heightToKeep(blocks: Block[], from: number): number {
  let height = 0
  for (const block of blocks.slice(from)) {
    if (block.kind === 'seal') return height + sealHeight()
    if (block.kind === 'inquiry') continue
    if (block.kind !== 'spacer') return 0
    height += block.lines * STYLE_SHEETS.official.body.pitch
  }
  return 0
}

function layoutBlock(flow: Flow, block: Exclude<Block, { kind: 'seal' }>, furniture: Furniture): void {
  switch (block.kind) {
    case 'title':
      return layoutTitle(flow, block)
    case 'documentNumber':
      return layoutDocumentNumber(flow, block)
    case 'paragraph':
      return layoutParagraph(flow, block)
    case 'fieldTable':
      return layoutFieldTable(flow, block)
    case 'table':
      return layoutTable(flow, block)
    case 'list':
      return layoutList(flow, block)
    case 'checkboxes':
      return layoutCheckboxes(flow, block)
    case 'inquiry':
      return layoutInquiry(flow, block)
    case 'opinions':
      return layoutOpinions(flow, block)
    case 'timeline':
      return layoutTimeline(flow, block)
    case 'image':
      return layoutImage(flow, block)
    case 'spacer':
      return layoutSpacer(flow, block.lines)
    case 'rule':
      return layoutRule(flow, block.thickness ?? 0.5, INK[block.color === 'red' ? 'red' : block.color === 'grey' ? 'grey' : 'text'])
    case 'pageBreak':
      return flow.isAtTop() ? undefined : flow.newPage()
    case 'header':
      furniture.header = block
      return
    case 'footer':
      furniture.footer = block
      return
    case 'watermark':
      furniture.watermark ??= block.text
      return
    case 'pageSetup':
      return
  }
}

/** Blank lines vanish at a page's edges, as they do between paragraphs of any book. */
function layoutSpacer(flow: Flow, lines: number): void {
  if (!flow.isAtTop()) flow.y += Math.min(lines * flow.sheet.body.pitch, Math.max(0, flow.room()))
}

function layoutRule(flow: Flow, thickness: number, color: string): void {
  flow.need(thickness + 8)
  const y = flow.y + 4
  flow.add({ op: 'line', x1: flow.left, y1: y, x2: flow.left + flow.width, y2: y, thickness, color })
  flow.y += thickness + 8
}
