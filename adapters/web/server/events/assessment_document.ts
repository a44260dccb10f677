import type { Block, TableBlock } from '#forms/documents/blocks'
import { GROUPINGS, type AssessmentSheet, type SheetGroup } from '#processes/foundation/events/assessment_sheet'
import { editionText, figureText, monthText, percentText, ruleTexts, TABLE_TITLES } from './assessment_words.js'
import type { ReadSheet } from './read_assessment.js'

/** The 考核表 as it is printed: a table a grouping, each rate over its own fraction, the rules, the signatures. */
export function assessmentDocument(county: string, read: ReadSheet, watermark: string): Block[] {
  const { sheet, edition } = read
  const title = `${county}五零事件考核表（${monthText(sheet.month)}）`
  return [
    { kind: 'pageSetup', style: 'wide' },
    { kind: 'watermark', text: watermark },
    { kind: 'header', left: title, right: edition === null ? '实时数' : `第 ${edition.edition} 版` },
    { kind: 'footer', left: watermark, pageNumbers: true },
    { kind: 'title', text: title },
    { kind: 'paragraph', indent: 0, align: 'center', spans: [{ text: editionText(read) }] },
    ...GROUPINGS.flatMap((by): Block[] => [
      { kind: 'title', level: 2, text: `按${TABLE_TITLES[by]}` },
      table(sheet, TABLE_TITLES[by], [...sheet.tables[by], ...(by === 'town' && sheet.total.counts.filed + sheet.total.counts.due > 0 ? [sheet.total] : [])]),
    ]),
    { kind: 'title', level: 2, text: '吹哨报到' },
    whistleTable(sheet),
    { kind: 'title', level: 2, text: '口径' },
    { kind: 'list', marker: 'arabic', items: ruleTexts(sheet) },
    ...(edition === null ? [] : [{ kind: 'paragraph', indent: 0, spans: [{ text: `校验值（SHA-256）：${edition.sha256}` }] } satisfies Block]),
    { kind: 'spacer', lines: 1 },
    { kind: 'fieldTable', columns: 4, fields: ['制表人', '审核人', '负责人签字', '日期'].map((label) => ({ label, value: '' })) },
  ]
}

function table(sheet: AssessmentSheet, title: string, groups: readonly SheetGroup[]): TableBlock {
  const number = (name: string, width = 8) => ({ title: name, width, align: 'right' as const })
  return {
    kind: 'table',
    columns: [
      number('名次', 6), { title, width: 16 }, number('立案数'), number('应结案'), number('超期未处置'), ...sheet.metrics.map(({ name }) => number(name, 11)),
      number('平均处置（小时）', 9), number('综合得分'),
    ],
    rows: groups.map(({ rank, name, counts, rates, score }) => [
      rank === null ? '—' : String(rank), name, String(counts.filed), String(counts.due), String(counts.overdueOpen),
      ...sheet.metrics.map(({ key, part, whole }) => `${percentText(rates[key])}\n${counts[part]}/${counts[whole]}`),
      figureText(rates.handlingHours), figureText(score),
    ]),
    emptyText: '这个月没有可考核的事件',
  }
}

function whistleTable({ whistles }: AssessmentSheet): TableBlock {
  const titles = ['部门', '应报到', '已报到', '时限内报到', '按时报到率', '已评分', '平均得分']
  return {
    kind: 'table',
    columns: titles.map((title, index) => ({ title, width: index === 0 ? 20 : 12, align: index === 0 ? 'left' : 'right' })),
    rows: whistles.map((one) => [
      one.name, String(one.called), String(one.arrived), String(one.arrivedInTime), percentText(one.inTimeRate), String(one.scored), figureText(one.averageScore),
    ]),
    emptyText: '这个月没有吹哨',
  }
}
