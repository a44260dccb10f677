import { DATASETS, PLATFORMS } from './datasets.js'
import { CODE_TABLES, type Dataset, type Field } from './field.js'
import { FAULTS, type FaultKind } from './faults.js'

/** The field, code and error tables of the interface document as Markdown: what the checks read, printed. */
export function renderTables(): string {
  const sections = [...new Set(DATASETS.map(({ platform }) => platform))].flatMap((platform) => [
    `### ${platform} ${PLATFORMS[platform].zh}`,
    ...DATASETS.filter((dataset) => dataset.platform === platform).flatMap(datasetTables),
  ])
  return [...sections, '### 代码表', ...codeLines(), '### 错误代码', ...faultLines()].join('\n\n') + '\n'
}

function datasetTables(dataset: Dataset): string[] {
  return Object.entries(dataset.versions).map(([version, fields]) =>
    [`#### POST /${dataset.platform}/v1/${dataset.name} ${dataset.zh}，版本 ${version}`, '', '| 字段 | 名称 | 类型 | 必填 | 代码表 | 说明 |', '|---|---|---|---|---|---|', ...fieldLines(fields, '')].join('\n'))
}

function fieldLines(fields: readonly Field[], prefix: string): string[] {
  return fields.flatMap((field) => [
    `| ${prefix}${field.name} | ${field.zh} | ${field.type} | ${needOf(field)} | ${field.codes ?? ''} | ${notesOf(field)} |`,
    ...fieldLines(field.fields ?? [], `${prefix}${field.name}.`),
  ])
}

function needOf({ need }: Field): string {
  if (need === 'M') return '是'
  if (need === 'O') return '否'
  const when = need.in === '*' ? `${need.field} 有值时` : `${need.field} 为 ${need.in.join('、')} 时`
  return need.only ? `${when}必填，否则不填` : `${when}必填`
}

const notesOf = (field: Field): string => [field.note, field.pattern?.words, field.isPersonal ? '个人信息' : ''].filter((part) => part).join('；')

const codeLines = (): string[] => [
  ['| 代码表 | 代码 |', '|---|---|', ...Object.entries(CODE_TABLES).map(([name, codes]) => `| ${name} | ${Object.entries(codes).map(([code, zh]) => `${code} ${zh}`).join('；')} |`)].join('\n'),
]

const AGAIN = { sign: '重新签名后重发', wait: '稍后原样重发', no: '改正后重发' } as const
const faultLines = (): string[] => [
  ['| 代码 | HTTP | 含义 | 处理 |', '|---|---|---|---|', ...Object.entries<FaultKind>(FAULTS).map(([code, kind]) => `| ${code} | ${kind.status} | ${kind.zh} | ${AGAIN[kind.again]} |`)].join('\n'),
]
