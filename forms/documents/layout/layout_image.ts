import type { ImageBlock } from '../blocks.js'
import type { DrawOp } from './draw_ops.js'
import { flowText, textStyle } from './flow.js'
import type { Flow } from './flow.js'
import { pictureSize } from './picture_size.js'
import { INK } from './style_sheet.js'
import { drawSvg } from './svg/draw_svg.js'
import { parseSvg } from './svg/parse_svg.js'

/** One pixel of a picture is printed as 3/4 pt (96 pixels to the inch) at most. */
const LARGEST_SCALE = 0.75

/** 图, centred, as wide as the text area at most; a picture never breaks over pages. */
export function layoutImage(flow: Flow, block: ImageBlock): void {
  const { page, small, gap } = flow.sheet
  const svg = block.svg === undefined ? undefined : parseSvg(block.svg)
  const natural = svg ?? (block.imagePngOrJpeg ? pictureSize(block.imagePngOrJpeg) : undefined)
  if (!natural) return
  const captionHeight = block.caption ? small.pitch : 0
  const highest = Math.min(block.maxHeight ?? Infinity, page.height - page.top - page.bottom - captionHeight - gap)
  const scale = Math.min(flow.width / natural.width, highest / natural.height, LARGEST_SCALE)
  const width = natural.width * scale
  const height = natural.height * scale
  flow.need(height + captionHeight)
  const x = flow.left + (flow.width - width) / 2
  const picture: DrawOp[] = block.imagePngOrJpeg ? [{ op: 'picture', x, y: flow.y, width, height, bytes: block.imagePngOrJpeg }] : []
  for (const op of svg ? drawSvg(svg, { x, y: flow.y, scale }, flow) : picture) flow.add(op)
  flow.y += height
  if (block.caption) flowText(flow, [{ text: block.caption }], textStyle('song', small.size, 'center'), small.pitch, { color: INK.hairline })
  flow.y += gap
}
