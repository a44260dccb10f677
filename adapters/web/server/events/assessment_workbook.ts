import writeXlsxFile from 'write-excel-file/node'
import { GROUPINGS, type AssessmentSheet, type SheetGroup } from '#processes/foundation/events/assessment_sheet'
import { headCells, numberCell, rateCell, textCell, type WorkbookCell } from '../presentation/workbook_cells.js'
import { editionText, monthText, ruleTexts, TABLE_TITLES } from './assessment_words.js'
import type { ReadSheet } from './read_assessment.js'

/** The 考核表 as a workbook: a sheet a grouping, each rate with its numerator and denominator beside it; rules and edition on a sheet of their own. */
export async function assessmentWorkbook(county: string, read: ReadSheet): Promise<Uint8Array> {
  const { sheet } = read
  const tables = GROUPINGS.map((by) => ({ sheet: `按${TABLE_TITLES[by]}`, data: table(sheet, TABLE_TITLES[by], [...sheet.tables[by], sheet.total]), columns: WIDTHS }))
  const sheets = [
    ...tables,
    { sheet: '吹哨报到', data: whistles(sheet), columns: WIDTHS },
    { sheet: '口径', data: rules(county, read), columns: [{ width: 120 }] },
  ]
  return new Uint8Array(await writeXlsxFile(sheets).toBuffer())
}

const WIDTHS = [{ width: 8 }, { width: 28 }, ...Array.from({ length: 32 }, () => ({ width: 14 }))]

const table = ({ metrics }: AssessmentSheet, title: string, groups: readonly SheetGroup[]): WorkbookCell[][] => [
  headCells('名次', title, '立案数', '应结案', '超期未处置', ...metrics.flatMap(({ name }) => [name, `${name}·分子`, `${name}·分母`]), '平均处置（小时）', '综合得分'),
  ...groups.map(({ rank, name, counts, rates, score }) => [
    numberCell(rank), textCell(name), numberCell(counts.filed), numberCell(counts.due), numberCell(counts.overdueOpen),
    ...metrics.flatMap(({ key, part, whole }) => [rateCell(rates[key]), numberCell(counts[part]), numberCell(counts[whole])]),
    numberCell(rates.handlingHours, '0.0'), numberCell(score, '0.0'),
  ]),
]

const whistles = (sheet: AssessmentSheet): WorkbookCell[][] => [
  headCells('名次', '部门', '应报到', '已报到', '时限内报到', '按时报到率', '已评分', '平均得分'),
  ...sheet.whistles.map((one, index) => [
    numberCell(index + 1), textCell(one.name), numberCell(one.called), numberCell(one.arrived), numberCell(one.arrivedInTime), rateCell(one.inTimeRate), numberCell(one.scored),
    numberCell(one.averageScore, '0.0'),
  ]),
]

const rules = (county: string, read: ReadSheet): WorkbookCell[][] => [
  headCells(`${county}五零事件考核表（${monthText(read.sheet.month)}）`),
  [textCell(editionText(read))],
  ...(read.edition === null ? [] : [[textCell(`校验值（SHA-256）：${read.edition.sha256}`)]]),
  ...ruleTexts(read.sheet).map((rule) => [textCell(rule)]),
]
