import type { Block, FieldPair, Opinion } from './blocks.js'

/** One line of a form as a person reads it; groups and list entries carry their lines as `children`. */
export interface SheetRow {
  label: string
  text: string
  children?: SheetRow[]
}

export interface SheetInput {
  title: string
  /** 办件编号; empty for a process that has no case record. */
  number: string
  rows: SheetRow[]
  opinions: Opinion[]
  timeline: { at: string; text: string }[]
  /** The process diagram as bpmn-js exports it. */
  diagramSvg?: string
  /** Name of the viewer and time: who took this sheet out of the system. */
  watermark: string
}

/** Values longer than this take a row of their own. */
const LONGEST_HALF_VALUE = 18

/** 审批单: the form in its own order, opinions, course and diagram of one instance. */
export function buildSheet(input: SheetInput): Block[] {
  const number = input.number === '' ? undefined : `编号：${input.number}`
  return [
    { kind: 'pageSetup', style: 'sheet' },
    { kind: 'watermark', text: input.watermark },
    { kind: 'header', left: input.title, ...(number ? { right: number } : {}) },
    { kind: 'footer', left: input.watermark, pageNumbers: true },
    { kind: 'title', text: input.title },
    ...(number ? ([{ kind: 'documentNumber', text: number, align: 'right' }] satisfies Block[]) : []),
    ...formBlocks(input.rows),
    { kind: 'title', level: 2, text: '办理意见' },
    { kind: 'opinions', opinions: input.opinions },
    ...(input.timeline.length > 0
      ? ([
          { kind: 'title', level: 2, text: '办理过程' },
          { kind: 'timeline', entries: input.timeline },
        ] satisfies Block[])
      : []),
    ...(input.diagramSvg
      ? ([
          { kind: 'title', level: 2, text: '流程图' },
          { kind: 'image', svg: input.diagramSvg, maxHeight: 360 },
        ] satisfies Block[])
      : []),
  ]
}

/** Plain rows are gathered into tables of two pairs; each group gets a heading and its own table or list table. */
function formBlocks(rows: SheetRow[]): Block[] {
  const blocks: Block[] = []
  let fields: FieldPair[] = []
  const close = () => {
    if (fields.length > 0) blocks.push({ kind: 'fieldTable', columns: 2, fields })
    fields = []
  }
  for (const row of rows) {
    if (row.children === undefined) fields.push(fieldOf(row))
    else {
      close()
      if (row.label !== '') blocks.push({ kind: 'title', level: 2, text: row.label })
      blocks.push(...groupBlocks(row.children))
    }
  }
  close()
  return blocks
}

function groupBlocks(rows: SheetRow[]): Block[] {
  const columns = listColumns(rows)
  if (!columns) return formBlocks(rows)
  return [
    {
      kind: 'table',
      columns: [{ title: '序号', width: 8, align: 'center' }, ...columns.map((title) => ({ title, width: 92 / columns.length }))],
      rows: rows.map((row, index) => [String(index + 1), ...(row.children ?? []).map((cell) => cell.text)]),
    },
  ]
}

/** The common labels of list entries, when all entries have the same plain lines and few enough to stand side by side. */
function listColumns(rows: SheetRow[]): string[] | undefined {
  const labels = (rows[0]?.children ?? []).map((cell) => cell.label)
  if (rows.length < 2 || labels.length === 0 || labels.length > 6) return undefined
  const isUniform = rows.every((row) => {
    const cells = row.children ?? []
    return cells.length === labels.length && cells.every((cell, index) => cell.label === labels[index] && cell.children === undefined)
  })
  return isUniform ? labels : undefined
}

function fieldOf(row: SheetRow): FieldPair {
  const isLong = [...row.text].length > LONGEST_HALF_VALUE || row.text.includes('\n')
  return { label: row.label, value: row.text, ...(isLong ? { wide: true } : {}) }
}
