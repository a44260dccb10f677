import writeXlsxFile from 'write-excel-file/node'
import type { Board, CardLine, RateLine } from '#adapters/web/contract/board'
import { headCells, hoursCell, numberCell, rateCell, textCell, type WorkbookCell } from '../presentation/workbook_cells.js'

/** The board as a workbook: a sheet a table. Rates stay numbers. */
export async function boardWorkbook(board: Board): Promise<Uint8Array> {
  const sheets = [
    { sheet: '按月', data: rateSheet('月份', board.months), columns: WIDTHS },
    { sheet: `按部门 ${board.month}`, data: rateSheet('部门', board.departments), columns: WIDTHS },
    { sheet: `按业务 ${board.month}`, data: rateSheet('业务', board.businesses), columns: WIDTHS },
    { sheet: '红黄牌按月', data: cardSheet('月份', board.cards.months), columns: WIDTHS },
    { sheet: `红黄牌按部门 ${board.month}`, data: cardSheet('部门', board.cards.departments), columns: WIDTHS },
    { sheet: `环节瓶颈 ${board.month}`, data: stageSheet(board), columns: WIDTHS },
  ]
  return new Uint8Array(await writeXlsxFile(sheets).toBuffer())
}

const WIDTHS = [{ width: 28 }, ...Array.from({ length: 8 }, () => ({ width: 16 }))]

const rateSheet = (title: string, lines: readonly RateLine[]): WorkbookCell[][] => [
  headCells(title, '办结', '按时', '超期', '其中转报', '按时率'),
  ...lines.map((line) => [textCell(line.name), numberCell(line.decided), numberCell(line.onTime), numberCell(line.overdue), numberCell(line.forwarded), rateCell(line.onTimeRate)]),
]

const cardSheet = (title: string, lines: readonly CardLine[]): WorkbookCell[][] => [
  headCells(title, '黄牌', '红牌', '已纠正'),
  ...lines.map((line) => [textCell(line.name), numberCell(line.yellow), numberCell(line.red), numberCell(line.corrected)]),
]

const stageSheet = ({ stages }: Board): WorkbookCell[][] => [
  headCells('部门', '环节', '在办', '临近', '超期', '本月经过', '平均停留（小时）', '最长停留（小时）'),
  ...stages.map((line) => [
    textCell(line.departmentName), textCell(line.stageText), numberCell(line.waiting), numberCell(line.amber), numberCell(line.overdue), numberCell(line.left), hoursCell(line.averageSeconds), hoursCell(line.longestSeconds),
  ]),
]
