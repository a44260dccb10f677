import type { ImageBlock } from '../blocks.js'
import { flowText, textStyle } from './flow.js'
import type { Flow } from './flow.js'
import { pictureSize } from './picture_size.js'
import { INK } from './style_sheet.js'

/** 图, centred, as wide as the text area at most. */
export function layoutImage(flow: Flow, block: ImageBlock): void {
  if (!block.imagePngOrJpeg) return
  const { page, small, gap } = flow.sheet
  const natural = pictureSize(block.imagePngOrJpeg)
  const captionHeight = block.caption ? small.pitch : 0
  const highest = Math.min(block.maxHeight ?? Infinity, page.height - page.top - page.bottom - captionHeight - gap)
  const scale = Math.min(flow.width / natural.width, highest / natural.height, 0.75)
  const width = natural.width * scale
  const height = natural.height * scale
  flow.need(height + captionHeight)
  flow.add({ op: 'picture', x: flow.left + (flow.width - width) / 2, y: flow.y, width, height, bytes: block.imagePngOrJpeg })
  flow.y += height
  if (block.caption) flowText(flow, [{ text: block.caption }], textStyle('song', small.size, 'center'), small.pitch, { color: INK.hairline })
  flow.y += gap
}
