import type { EventGrouping } from '#processes/foundation/events/event_queries'
import type { AssessmentSheet } from '#processes/foundation/events/assessment_sheet'
import { clockText } from '../presentation/instants.js'
import type { ReadSheet } from './read_assessment.js'

/** Headings of the four tables, as they are printed. */
export const TABLE_TITLES: Readonly<Record<EventGrouping, string>> = { town: '街镇', community: '社区（村）', unit: '处置单位', category: '类别' }

/** `2026年10月`. */
export const monthText = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`

/** Which edition a sheet is, until when it counts, and why it was made again. */
export function editionText({ sheet, edition }: ReadSheet): string {
  if (edition === null) return `实时数，未封账。统计截至 ${clockText(sheet.atMs)}。`
  const why = edition.reason === null ? '' : `更正理由：${edition.reason}。`
  return `第 ${edition.edition} 版，统计截至 ${clockText(sheet.atMs)} 封账。${why}`
}

/** What is counted, in the words printed under the figures. */
export function ruleTexts({ metrics, ranking }: AssessmentSheet): string[] {
  const weights = ranking.flatMap(({ metric, weight }) => {
    const found = metrics.find(({ key }) => key === metric)
    return found ? [`${found.isFault ? `（1 − ${found.name}）` : found.name}×${weight}`] : []
  })
  return [
    '立案数：当月立案的事件；立案后并入他案的不计。',
    '应结案：处置时限落在当月的事件；挂账期间、并入他案、时限前终止的不计；超期已经登记的照计，事后不重算。',
    ...metrics.map(({ name, rule }) => `${name} = ${rule}。`),
    '超期未处置：应结案中登记超期、尚未处置反馈且未结的件数。平均处置时长：应结案中已处置的，从派遣到反馈的平均小时数。',
    ...(weights.length > 0 ? [`综合得分 =（${weights.join(' + ')}）÷ 有数可计的权重之和 × 100；同分同名次。`] : []),
    '吹哨报到：当月吹哨中已报到或报到时限已过的；按时报到率 = 时限内报到 ÷ 应报到。',
    '没有可计的显示“—”。',
  ]
}

/** `83.3%`; a dash where there was nothing to count. */
export const percentText = (rate: number | null): string => (rate === null ? '—' : `${(Math.round(rate * 1000) / 10).toFixed(1)}%`)
export const figureText = (value: number | null): string => (value === null ? '—' : (Math.round(value * 10) / 10).toFixed(1))
