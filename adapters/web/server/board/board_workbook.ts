import writeXlsxFile from 'write-excel-file/node'
import type { Board, RateLine } from '#adapters/web/contract/board'

type Cell = { value: string | number | undefined; type?: StringConstructor | NumberConstructor; fontWeight?: 'bold'; format?: string; align?: 'right' }

const head = (...titles: string[]): Cell[] => titles.map((value) => ({ value, type: String, fontWeight: 'bold' }))
const text = (value: string): Cell => ({ value, type: String })
const number = (value: number | null): Cell => (value === null ? { value: '—', type: String, align: 'right' } : { value, type: Number })
const rate = (value: number | null): Cell => (value === null ? { value: '—', type: String, align: 'right' } : { value, type: Number, format: '0.0%' })
const hours = (seconds: number | null): Cell => (seconds === null ? number(null) : { value: seconds / 3600, type: Number, format: '0.0' })

/** The board as a workbook: a sheet a table. Rates stay numbers, so that a spreadsheet can go on counting with them. */
export async function boardWorkbook(board: Board): Promise<Uint8Array> {
  const sheets = [
    { sheet: '按月', data: rateSheet('月份', board.months), columns: WIDTHS },
    { sheet: `按部门 ${board.month}`, data: rateSheet('部门', board.departments), columns: WIDTHS },
    { sheet: `按业务 ${board.month}`, data: rateSheet('业务', board.businesses), columns: WIDTHS },
    { sheet: `环节瓶颈 ${board.month}`, data: stageSheet(board), columns: WIDTHS },
  ]
  return new Uint8Array(await writeXlsxFile(sheets).toBuffer())
}

const WIDTHS = [{ width: 28 }, ...Array.from({ length: 8 }, () => ({ width: 16 }))]

const rateSheet = (title: string, lines: readonly RateLine[]): Cell[][] => [
  head(title, '办结', '按时', '超期', '按时率'),
  ...lines.map((line) => [text(line.name), number(line.decided), number(line.onTime), number(line.overdue), rate(line.onTimeRate)]),
]

const stageSheet = ({ stages }: Board): Cell[][] => [
  head('部门', '环节', '在办', '临近', '超期', '本月经过', '平均停留（小时）', '最长停留（小时）'),
  ...stages.map((line) => [
    text(line.departmentName), text(line.stageText), number(line.waiting), number(line.amber), number(line.overdue), number(line.left), hours(line.averageSeconds), hours(line.longestSeconds),
  ]),
]
