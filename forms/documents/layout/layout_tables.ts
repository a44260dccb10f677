import type { FieldPair, FieldTableBlock, OpinionsBlock, TableBlock, TimelineBlock } from '../blocks.js'
import { drawLine, textStyle } from './flow.js'
import type { Flow } from './flow.js'
import { drawRow, rowHeight } from './grid.js'
import type { GridCell } from './grid.js'
import { INK } from './style_sheet.js'

const WIDEST_LABEL_SHARE = 0.46
const TIME_WIDTH = 96

/** 表格 with its header on every page. */
export function layoutTable(flow: Flow, block: TableBlock): void {
  const total = block.columns.reduce((sum, column) => sum + column.width, 0)
  const widths = block.columns.map((column) => (flow.width * column.width) / total)
  const header = block.columns.map(
    (column, index): GridCell => ({ text: column.title, width: widths[index] ?? 0, face: 'hei', align: 'center', shaded: true }),
  )
  const rows = block.rows.map((row) =>
    block.columns.map(
      (column, index): GridCell => ({ text: row[index] ?? '', width: widths[index] ?? 0, face: 'song', align: column.align ?? 'left' }),
    ),
  )
  if (rows.length === 0 && block.emptyText !== undefined) {
    rows.push([{ text: block.emptyText, width: flow.width, face: 'song', align: 'center' }])
  }
  drawTable(flow, header, rows)
}

function drawTable(flow: Flow, header: GridCell[], rows: GridCell[][]): void {
  const keepAfter = flow.keepAfter
  const drawHeader = () => {
    flow.keepAfter = 0
    drawRow(flow, header, () => undefined)
  }
  leaveGap(flow)
  const firstRow = rows[0] ? Math.min(rowHeight(flow, rows[0]), flow.sheet.table.pitch * 4) : 0
  flow.need(rowHeight(flow, header) + firstRow)
  drawHeader()
  rows.forEach((row, index) => {
    flow.keepAfter = index === rows.length - 1 ? keepAfter : 0
    drawRow(flow, row, drawHeader)
  })
  flow.y += flow.sheet.gap
}

/** 登记表: label and value side by side, `columns` pairs in a row. */
export function layoutFieldTable(flow: Flow, block: FieldTableBlock): void {
  const columns = Math.max(1, Math.floor(block.columns))
  const labelWidth = widestLabel(flow, block.fields, columns)
  const keepAfter = flow.keepAfter
  leaveGap(flow)
  const rows = fieldRows(block.fields, columns)
  rows.forEach((pairs, index) => {
    flow.keepAfter = index === rows.length - 1 ? keepAfter : 0
    const pairWidth = flow.width / columns
    const cells = pairs.flatMap((pair, place): GridCell[] => {
      const isLast = place === pairs.length - 1
      const width = isLast ? flow.width - place * pairWidth : pairWidth
      return [
        { text: pair.label, width: labelWidth, face: 'hei', align: 'center', shaded: true },
        { text: pair.value, width: width - labelWidth, face: 'song', align: 'left' },
      ]
    })
    drawRow(flow, cells, () => undefined)
  })
  flow.y += flow.sheet.gap
}

function leaveGap(flow: Flow): void {
  if (!flow.isAtTop()) flow.y += flow.sheet.gap * 0.6
}

function fieldRows(fields: FieldPair[], columns: number): FieldPair[][] {
  const rows: FieldPair[][] = []
  let open: FieldPair[] = []
  const close = () => {
    if (open.length > 0) rows.push(open)
    open = []
  }
  for (const field of fields) {
    if (field.wide) close()
    open.push(field)
    if (field.wide || open.length === columns) close()
  }
  close()
  return rows
}

function widestLabel(flow: Flow, fields: FieldPair[], columns: number): number {
  const { size, paddingX } = flow.sheet.table
  const widths = fields.map((field) =>
    Math.max(0, ...flow.lines([{ text: field.label }], textStyle('hei', size), flow.width).map((line) => line.width)),
  )
  const widest = Math.max(size * 4, ...widths) + 2 * paddingX + 2
  return Math.min(widest, (flow.width / columns) * WIDEST_LABEL_SHARE)
}

/** 审批意见 as a table: who, for whom, with what result, and the words. */
export function layoutOpinions(flow: Flow, block: OpinionsBlock): void {
  layoutTable(flow, {
    kind: 'table',
    columns: [
      { title: '环节', width: 15, align: 'center' },
      { title: '办理人', width: 15, align: 'center' },
      { title: '结果', width: 9, align: 'center' },
      { title: '意见', width: 41 },
      { title: '时间', width: 20, align: 'center' },
    ],
    rows: block.opinions.map((entry) => [
      entry.node,
      entry.onBehalfOf ? `${entry.person}\n（代 ${entry.onBehalfOf}）` : entry.person,
      entry.outcome,
      entry.opinion,
      entry.at,
    ]),
    emptyText: '暂无意见',
  })
}

/** 办理过程: a dot for each moment on one line from top to bottom. */
export function layoutTimeline(flow: Flow, block: TimelineBlock): void {
  const { size, pitch } = flow.sheet.table
  const axis = flow.left + TIME_WIDTH + 8
  const textLeft = axis + 12
  block.entries.forEach((entry, index) => {
    const lines = flow.lines([{ text: entry.text }], textStyle('song', size, 'justify'), flow.left + flow.width - textLeft)
    const isLast = index === block.entries.length - 1
    flow.need(Math.min(lines.length, 3) * pitch)
    const [time] = flow.lines([{ text: entry.at }], textStyle('song', size), TIME_WIDTH)
    if (time) drawLine(flow, time, flow.left, flow.y, pitch, size, INK.hairline)
    flow.add({ op: 'box', x: axis - 2, y: flow.y + pitch / 2 - 2, width: 4, height: 4, fill: INK.hairline })
    lines.forEach((line, place) => {
      flow.need(pitch)
      drawLine(flow, line, textLeft, flow.y, pitch, size)
      const bottom = flow.y + pitch
      const hasMore = !isLast || place < lines.length - 1
      const top = place === 0 ? flow.y + pitch / 2 + 4 : flow.y
      const end = place === lines.length - 1 ? bottom + 2 : bottom
      if (hasMore) flow.add({ op: 'line', x1: axis, y1: top, x2: axis, y2: end, thickness: 0.5, color: INK.grey })
      flow.y = bottom
    })
    flow.y += 4
  })
  flow.y += flow.sheet.gap
}
