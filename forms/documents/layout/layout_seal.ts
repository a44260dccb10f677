import type { InquiryBlock, SealBlock } from '../blocks.js'
import { drawLine, textStyle } from './flow.js'
import type { Flow } from './flow.js'
import { pictureSize } from './picture_size.js'
import { INK, millimetres } from './style_sheet.js'

/** 公章 of a county organ: 42 mm across (国发〔1999〕25号). */
const SEAL_DIAMETER = millimetres(42)
const RIGHT_INDENT = 4

/** Height of the block, which never breaks over pages and always keeps text before it on its page. */
export function sealHeight(): number {
  return SEAL_DIAMETER + 6
}

/**
 * 署名 and 成文日期 pressed by the seal: the date right by four characters, the unit centred over it. What the applicant may
 * want to look up stands in the room to the left.
 */
export function layoutSeal(flow: Flow, block: SealBlock, inquiry?: InquiryBlock): void {
  const { size, pitch } = flow.sheet.body
  flow.need(sealHeight())
  if (inquiry) drawBeside(flow, inquiry)
  const [date] = flow.lines([{ text: block.date }], textStyle('fang', size), flow.width)
  const units = flow.lines([{ text: block.unit }], textStyle('fang', size), flow.width * 0.75)
  const right = flow.left + flow.width
  const dateWidth = date?.width ?? 0
  const dateX = right - RIGHT_INDENT * size - dateWidth
  const centre = dateX + dateWidth / 2
  const middle = flow.y + sealHeight() / 2
  drawSeal(flow, block, Math.min(centre, right - SEAL_DIAMETER / 2), middle)
  units.forEach((unit, index) => {
    const x = Math.min(centre - unit.width / 2, right - unit.width)
    drawLine(flow, unit, Math.max(flow.left, x), middle - (units.length - index) * pitch, pitch, size)
  })
  if (date) drawLine(flow, date, dateX, middle, pitch, size)
  flow.y += sealHeight()
}

function drawBeside(flow: Flow, inquiry: InquiryBlock): void {
  const { size, pitch } = flow.sheet.small
  const width = flow.width * 0.46
  const lines = inquiryTexts(inquiry).flatMap((text) => flow.lines([{ text }], textStyle('song', size), width))
  const top = flow.y + sealHeight() - lines.length * pitch - 8
  flow.add({ op: 'line', x1: flow.left, y1: top, x2: flow.left, y2: top + lines.length * pitch, thickness: 1, color: INK.grey })
  lines.forEach((line, index) => drawLine(flow, line, flow.left + 8, top + index * pitch, pitch, size))
}

/** One line for each way to ask. */
export function inquiryTexts(inquiry: InquiryBlock): string[] {
  return [
    `进度查询：${inquiry.url}`,
    `查询密码：${inquiry.password}`,
    ...(inquiry.phone ? [`咨询电话：${inquiry.phone}`] : []),
    ...(inquiry.supervisionPhone ? [`监督电话：${inquiry.supervisionPhone}`] : []),
  ]
}

function drawSeal(flow: Flow, block: SealBlock, x: number, y: number): void {
  if (block.imagePngOrJpeg) {
    const { width, height } = pictureSize(block.imagePngOrJpeg)
    const scale = SEAL_DIAMETER / Math.max(width, height)
    flow.add({
      op: 'picture',
      x: x - (width * scale) / 2,
      y: y - (height * scale) / 2,
      width: width * scale,
      height: height * scale,
      bytes: block.imagePngOrJpeg,
    })
    return
  }
  flow.add({ op: 'ring', x, y, radius: SEAL_DIAMETER / 2, thickness: 0.6, color: INK.grey, dashed: true })
  const { size, pitch } = flow.sheet.small
  const words = [
    { text: '印章位置', top: y - SEAL_DIAMETER * 0.4 },
    { text: block.sealName ?? '', top: y + SEAL_DIAMETER * 0.27 },
  ]
  for (const { text, top } of words) {
    const [line] = flow.lines([{ text }], textStyle('hei', size, 'center'), SEAL_DIAMETER)
    if (line) drawLine(flow, line, x - SEAL_DIAMETER / 2, top, pitch, size, INK.grey)
  }
}
