import type { Block, TableColumn } from '../blocks.js'
import type { TagReader } from './tag_reader.js'

const ALIGNMENTS = { 左: 'left', 居中: 'center', 右: 'right' } as const
const PARAGRAPH_ALIGNMENTS = { ...ALIGNMENTS, 两端: 'justify' } as const
const FACES = { 宋体: 'song', 黑体: 'hei', 楷体: 'kai', 仿宋: 'fang' } as const
const MARKERS = { 数字: 'arabic', 汉字: 'chinese', 圆点: 'bullet', 无: 'none' } as const
const COLORS = { 黑: 'black', 红: 'red', 灰: 'grey' } as const
const STYLES = { 公文: 'official', 文书: 'notice', 表单: 'sheet', 横表: 'wide' } as const

/** A tag may yield no block when it says nothing that can be printed; the reason is a problem then. */
type BuildBlock = (tag: TagReader) => Block | undefined

/** Every tag that stands on its own in a template, by its name. */
export const BLOCK_TAGS = new Map<string, BuildBlock>([
  ['版式', (tag) => ({ kind: 'pageSetup', style: tag.choice('样式', STYLES) ?? 'official' })],
  ['标题', (tag) => ({ kind: 'title', level: tag.choice('级', { '1': 1, '2': 2 } as const) ?? 1, text: textIn(tag) })],
  ['文号', (tag) => ({ kind: 'documentNumber', align: tag.choice('对齐', ALIGNMENTS) ?? 'center', text: textIn(tag) })],
  ['称谓', (tag) => ({ kind: 'paragraph', indent: 0, align: 'left', spans: tag.spans() })],
  ['段落', paragraph],
  ['登记表', fieldTable],
  ['表格', table],
  ['清单', list],
  ['勾选', checkboxes],
  ['落款', seal],
  ['查询', inquiry],
  ['意见表', opinions],
  ['办理过程', timeline],
  ['空行', (tag) => ({ kind: 'spacer', lines: tag.number('行', 0.1, 20) ?? 1 })],
  ['横线', (tag) => ({ kind: 'rule', color: tag.choice('颜色', COLORS) ?? 'black', thickness: tag.number('粗细', 0.1, 5) ?? 0.5 })],
  ['换页', () => ({ kind: 'pageBreak' })],
  ['页眉', (tag) => ({ kind: 'header', ...ends(tag) })],
  ['页脚', (tag) => ({ kind: 'footer', ...ends(tag), pageNumbers: tag.yes('页码') })],
  ['水印', (tag) => ({ kind: 'watermark', text: textIn(tag) })],
])

function textIn(tag: TagReader): string {
  const text = tag.content()
  if (text === '') tag.problem('ATTRIBUTE_VALUE', `<${tag.name}> 里面没有文字。`)
  return text
}

function ends(tag: TagReader): { left?: string; right?: string } {
  const left = tag.text('左')
  const right = tag.text('右')
  return { ...(left ? { left } : {}), ...(right ? { right } : {}) }
}

function paragraph(tag: TagReader): Block {
  const face = tag.choice('字体', FACES)
  return {
    kind: 'paragraph',
    indent: tag.number('缩进', 0, 20) ?? 2,
    align: tag.choice('对齐', PARAGRAPH_ALIGNMENTS) ?? 'justify',
    ...(face ? { face } : {}),
    spans: tag.spans(),
  }
}

function fieldTable(tag: TagReader): Block {
  const columns = tag.number('列', 1, 4) ?? 2
  const fields = tag.children('栏').map((field) => {
    const pair = { label: field.required('名'), value: field.content(), wide: field.yes('整行') }
    field.finish()
    return pair
  })
  return { kind: 'fieldTable', columns, fields }
}

function table(tag: TagReader): Block | undefined {
  const columns = columnsOf(tag)
  const emptyText = tag.text('空')
  const rows = tag.children('行').map((row) => {
    const cells = row.children('格').map((cell) => {
      const text = cell.content()
      cell.finish()
      return text
    })
    if (cells.length !== columns.length) {
      row.problem('ATTRIBUTE_VALUE', `这一行有 ${cells.length} 个 <格>，表格有 ${columns.length} 列，应当一样多。`)
    }
    row.finish()
    return cells
  })
  if (columns.length === 0) return undefined
  return { kind: 'table', columns, rows, ...(emptyText === undefined ? {} : { emptyText }) }
}

/** `列="序号 8 居中, 材料名称 46, 形式 14 居中"`: title, share of the width, alignment. */
function columnsOf(tag: TagReader): TableColumn[] {
  const source = tag.required('列')
  return source.split(/[,，]/).filter((part) => part.trim() !== '').flatMap((part): TableColumn[] => {
    const [title, width, align] = part.trim().split(/\s+/)
    const share = Number(width)
    const isAligned = align === undefined || Object.hasOwn(ALIGNMENTS, align)
    if (!title || !(share > 0 && share <= 100) || !isAligned) {
      tag.problem('ATTRIBUTE_VALUE', `列“${part.trim()}”的写法有误，应为“名称 宽度 对齐”，如“序号 8 居中”；宽度 1 到 100，对齐可用左、居中、右。`)
      return []
    }
    return [{ title, width: share, align: align === undefined ? 'left' : ALIGNMENTS[align as keyof typeof ALIGNMENTS] }]
  })
}

function list(tag: TagReader): Block {
  const marker = tag.choice('编号', MARKERS) ?? 'arabic'
  const items = tag.children('项').map((item) => {
    const text = item.content()
    item.finish()
    return text
  })
  return { kind: 'list', marker, items }
}

function checkboxes(tag: TagReader): Block {
  const label = tag.text('名')
  const options = tag.children('选项').map((option) => {
    const read = { checked: option.yes('勾'), label: option.content() }
    option.finish()
    return read
  })
  return { kind: 'checkboxes', ...(label ? { label } : {}), options }
}

function seal(tag: TagReader): Block {
  const sealName = tag.text('印章')
  return { kind: 'seal', unit: tag.required('单位'), date: tag.required('日期'), ...(sealName ? { sealName } : {}) }
}

function inquiry(tag: TagReader): Block {
  const phone = tag.text('咨询电话')
  const supervisionPhone = tag.text('监督电话')
  return {
    kind: 'inquiry',
    url: tag.required('网址'),
    password: tag.required('密码'),
    ...(phone ? { phone } : {}),
    ...(supervisionPhone ? { supervisionPhone } : {}),
  }
}

function opinions(tag: TagReader): Block {
  const entries = tag.children('意见').map((entry) => {
    const onBehalfOf = entry.text('代')
    const opinion = {
      node: entry.required('环节'),
      person: entry.required('人'),
      outcome: entry.required('结果'),
      at: entry.required('时间'),
      opinion: entry.content(),
      ...(onBehalfOf ? { onBehalfOf } : {}),
    }
    entry.finish()
    return opinion
  })
  return { kind: 'opinions', opinions: entries }
}

function timeline(tag: TagReader): Block {
  const entries = tag.children('节点').map((entry) => {
    const point = { at: entry.required('时间'), text: entry.content() }
    entry.finish()
    return point
  })
  return { kind: 'timeline', entries }
}
