import { existsSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { cut } from './glyph_pictures.js'
import type { GlyphPicture } from './glyph_pictures.js'
import type { Raster } from './poppler.js'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
const SYSTEM_FONTS = '/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc'
const CELL = 56
const COLUMNS = 60

/** Whether this machine can draw characters by other means than the product: another font file, another renderer. */
export function canDrawReferences(): boolean {
  return CHROMIUM !== undefined && existsSync(SYSTEM_FONTS)
}

/**
 * Each character as Chromium draws it with the fonts of the system, one map for each family. Chromium (Skia) and the system's font file share neither
 * code nor data with what is checked.
 */
export async function drawReferences(characters: string[], families: string[]): Promise<Map<string, GlyphPicture>[]> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM as string,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  try {
    const rows = Math.ceil(characters.length / COLUMNS)
    const page = await browser.newPage({ viewport: { width: COLUMNS * CELL, height: rows * CELL } })
    const drawn: Map<string, GlyphPicture>[] = []
    for (const family of families) {
      await page.setContent(gridOf(characters, family))
      await page.evaluate('document.fonts.ready')
      drawn.push(cutGrid(decodePng(await page.screenshot({ type: 'png' })), characters))
    }
    return drawn
  } finally {
    await browser.close()
  }
}

function gridOf(characters: string[], family: string): string {
  const style = `margin:0;font:40px/${CELL}px "${family}";background:#fff;color:#000`
  const css = `table{border-collapse:collapse}td{width:${CELL}px;height:${CELL}px;padding:0;text-align:center;overflow:hidden}`
  const cells = characters.map((character) => `<td>${character}</td>`)
  const rows = Array.from({ length: Math.ceil(cells.length / COLUMNS) }, (_, row) => cells.slice(row * COLUMNS, (row + 1) * COLUMNS))
  const table = rows.map((row) => `<tr>${row.join('')}</tr>`).join('')
  return `<html lang="zh-CN"><style>${css}</style><body style='${style}'><table>${table}</table></body></html>`
}

function cutGrid(raster: Raster, characters: string[]): Map<string, GlyphPicture> {
  return new Map(
    characters.map((character, index) => {
      const left = (index % COLUMNS) * CELL
      const top = Math.floor(index / COLUMNS) * CELL
      return [character, cut(raster, character, left, top, left + CELL, top + CELL)]
    }),
  )
}

/** Grey values of an 8-bit RGB or RGBA PNG (PNG second edition, §9: filters 0 to 4). */
function decodePng(png: Buffer): Raster {
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  const channels = png[25] === 6 ? 4 : 3
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const raw = inflateSync(Buffer.concat(parts))
  const stride = width * channels
  const pixels = new Uint8Array(width * height)
  let above = new Uint8Array(stride)
  for (let y = 0; y < height; y++) {
    const line = unfilter(raw[y * (stride + 1)] as number, raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)), above, channels)
    for (let x = 0; x < width; x++) {
      const at = x * channels
      pixels[y * width + x] = ((line[at] as number) + (line[at + 1] as number) + (line[at + 2] as number)) / 3
    }
    above = line
  }
  return { width, height, pixels }
}

function unfilter(filter: number, source: Uint8Array, above: Uint8Array, channels: number): Uint8Array<ArrayBuffer> {
  const line = new Uint8Array(source.length)
  for (let at = 0; at < source.length; at++) {
    const left = at >= channels ? (line[at - channels] as number) : 0
    const up = above[at] as number
    const corner = at >= channels ? (above[at - channels] as number) : 0
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0
    line[at] = (source[at] as number) + guess
  }
  return line
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const distances = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)] as const
  if (distances[0] <= distances[1] && distances[0] <= distances[2]) return left
  return distances[1] <= distances[2] ? up : corner
}
