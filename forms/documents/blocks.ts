/**
 * The closed union of layout blocks: everything a printed document can be made of.
 *
 * A template is rendered to blocks, a renderer prints blocks; nothing else passes between the two. Lengths are in points
 * (1 pt = 1/72 inch) unless the name says millimetres. Text is plain: a line feed in it is a forced line break.
 */

/** Which kind of face is asked for; the font book answers with the best face that the machine has. */
export type FaceStyle = 'song' | 'song-bold' | 'hei' | 'kai' | 'fang'

export type Alignment = 'left' | 'center' | 'right' | 'justify'

/** A piece of text in one style inside a paragraph. */
export interface TextSpan {
  text: string
  face?: FaceStyle
  underline?: boolean
}

/** 标题. Centred, 2号 小标宋. */
export interface TitleBlock {
  kind: 'title'
  text: string
  /** 2 = 二级标题, 三号黑体, left. */
  level?: 1 | 2
}

/** 文书编号, e.g. 长食受〔2026〕1号, under the title. */
export interface DocumentNumberBlock {
  kind: 'documentNumber'
  text: string
  align?: 'left' | 'center' | 'right'
}

/** 段落. `indent` counts characters of the first line (2 for official text, 0 for 称谓). */
export interface ParagraphBlock {
  kind: 'paragraph'
  spans: TextSpan[]
  indent?: number
  align?: Alignment
  face?: FaceStyle
  size?: number
}

/** 栏: one label and its value in a bordered table of fields; `wide` takes the whole row. */
export interface FieldPair {
  label: string
  value: string
  wide?: boolean
}

/** 登记表: label/value pairs laid out in `columns` pairs a row. */
export interface FieldTableBlock {
  kind: 'fieldTable'
  columns: number
  fields: FieldPair[]
}

export interface TableColumn {
  title: string
  /** Share of the width, in relation to the other columns. */
  width: number
  align?: 'left' | 'center' | 'right'
}

/** 表格. The header is repeated on each page; long cells wrap; a row higher than the rest of a page is split. */
export interface TableBlock {
  kind: 'table'
  columns: TableColumn[]
  rows: string[][]
  /** Printed as one wide row when there are no rows. */
  emptyText?: string
}

/** 条目 list with hanging indent. */
export interface ListBlock {
  kind: 'list'
  marker: 'arabic' | 'chinese' | 'bullet' | 'none'
  items: string[]
}

/** 勾选项: boxes drawn, ticked or not, in one line where they fit. */
export interface CheckboxesBlock {
  kind: 'checkboxes'
  label?: string
  options: { label: string; checked: boolean }[]
}

/** 署名、印章、日期 (GB/T 9704—2012 §7.3.5: the date right by four characters, the unit centred over it). */
export interface SealBlock {
  kind: 'seal'
  unit: string
  date: string
  /** A raster image of the seal; without one a grey dashed ring says 印章位置. */
  imagePngOrJpeg?: Uint8Array
  /** The name of the seal, printed in the place holder, e.g. 行政审批专用章. */
  sealName?: string
}

/** 查询方式: address and password for the applicant to look the case up. */
export interface InquiryBlock {
  kind: 'inquiry'
  url: string
  password: string
  phone?: string
  supervisionPhone?: string
}

export interface Opinion {
  node: string
  person: string
  /** 代 whom, when a deputy acted. */
  onBehalfOf?: string
  outcome: string
  opinion: string
  at: string
}

/** 审批意见, one row each. */
export interface OpinionsBlock {
  kind: 'opinions'
  opinions: Opinion[]
}

/** 办理过程 as a list of points in time. */
export interface TimelineBlock {
  kind: 'timeline'
  entries: { at: string; text: string }[]
}

/** A picture: raster bytes (PNG or JPEG) or a drawing (SVG source, the subset that bpmn-js writes). */
export interface ImageBlock {
  kind: 'image'
  imagePngOrJpeg?: Uint8Array
  svg?: string
  /** Greatest height; the width never passes the text area. */
  maxHeight?: number
  caption?: string
}

export interface SpacerBlock {
  kind: 'spacer'
  /** Height in lines of body text. */
  lines: number
}

export interface RuleBlock {
  kind: 'rule'
  thickness?: number
  color?: 'black' | 'red' | 'grey'
}

export interface PageBreakBlock {
  kind: 'pageBreak'
}

/** 页眉. Said once, holds for every page. */
export interface HeaderBlock {
  kind: 'header'
  left?: string
  right?: string
}

/** 页脚. `pageNumbers` prints 第 x 页 共 y 页 in the middle. Said once, holds for every page. */
export interface FooterBlock {
  kind: 'footer'
  left?: string
  right?: string
  pageNumbers: boolean
}

/**
 * 版式. Said once: `official` has the margins of GB/T 9704—2012 (the default), `notice` a larger text area for vouchers and
 * notices, `sheet` is dense, for internal forms, `wide` the same across the page, for tables of many columns.
 */
export interface PageSetupBlock {
  kind: 'pageSetup'
  style: 'official' | 'notice' | 'sheet' | 'wide'
}

/** 水印, repeated aslant over each page. */
export interface WatermarkBlock {
  kind: 'watermark'
  text: string
}

export type Block =
  | PageSetupBlock
  | TitleBlock
  | DocumentNumberBlock
  | ParagraphBlock
  | FieldTableBlock
  | TableBlock
  | ListBlock
  | CheckboxesBlock
  | SealBlock
  | InquiryBlock
  | OpinionsBlock
  | TimelineBlock
  | ImageBlock
  | SpacerBlock
  | RuleBlock
  | PageBreakBlock
  | HeaderBlock
  | FooterBlock
  | WatermarkBlock
