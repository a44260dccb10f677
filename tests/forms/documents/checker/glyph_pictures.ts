import type { Raster, WordPage } from './poppler.js'

/** Side of the square to which each character is scaled before it is compared. */
export const SIDE = 26
/** Squares left free around the ink. */
const MARGIN = 2

/** A character as SIDE × SIDE values of ink, 0 to 1, scaled so that its ink fills the square but for the margin. */
export interface GlyphPicture {
  character: string
  ink: Float32Array
  /** Share of the cell that is inked. */
  density: number
}

/** Ink lighter than this does not count when the edges of a character are looked for. */
const FAINTEST_INK = 0.12
const HANZI = /^\p{Script=Han}$/u

/** Hanzi of a page cut out of its picture. Words are cut into equal parts, so only words wholly of hanzi count. */
export function cutHanzi(page: WordPage, raster: Raster, mayUse: (text: string) => boolean = () => true): GlyphPicture[] {
  const scale = raster.width / page.width
  return page.words.flatMap((word) => {
    const characters = [...word.text]
    if (!characters.every((character) => HANZI.test(character)) || !mayUse(word.text)) return []
    const step = (word.right - word.left) / characters.length
    return characters.map((character, index) => {
      const left = (word.left + index * step) * scale
      return cut(raster, character, left, word.top * scale, left + step * scale, word.bottom * scale)
    })
  })
}

/** The picture of what stands in a rectangle of the raster. */
export function cut(raster: Raster, character: string, left: number, top: number, right: number, bottom: number): GlyphPicture {
  const box = inkBox(raster, Math.round(left), Math.round(top), Math.round(right), Math.round(bottom))
  const ink = new Float32Array(SIDE * SIDE)
  if (!box) return { character, ink, density: 0 }
  const width = box.right - box.left
  const height = box.bottom - box.top
  const side = Math.max(width, height)
  const step = side / (SIDE - 2 * MARGIN)
  const offsetX = box.left - (side - width) / 2
  const offsetY = box.top - (side - height) / 2
  for (let y = MARGIN; y < SIDE - MARGIN; y++) {
    for (let x = MARGIN; x < SIDE - MARGIN; x++) {
      ink[y * SIDE + x] = averageInk(raster, offsetX + (x - MARGIN) * step, offsetY + (y - MARGIN) * step, step)
    }
  }
  const area = Math.max(1, (right - left) * (bottom - top))
  return { character, ink, density: box.ink / area }
}

function inkAt(raster: Raster, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= raster.width || y >= raster.height) return 0
  return 1 - (raster.pixels[y * raster.width + x] as number) / 255
}

function inkBox(raster: Raster, left: number, top: number, right: number, bottom: number) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity, ink: 0 }
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const ink = inkAt(raster, x, y)
      box.ink += ink
      if (ink < FAINTEST_INK) continue
      box.left = Math.min(box.left, x)
      box.right = Math.max(box.right, x + 1)
      box.top = Math.min(box.top, y)
      box.bottom = Math.max(box.bottom, y + 1)
    }
  }
  return box.right > box.left ? box : undefined
}

/** Ink of a square of the raster; pixels at its edge count by the part that lies inside. */
function averageInk(raster: Raster, left: number, top: number, side: number): number {
  let sum = 0
  for (let y = Math.floor(top); y < top + side; y++) {
    const height = Math.min(y + 1, top + side) - Math.max(y, top)
    for (let x = Math.floor(left); x < left + side; x++) {
      sum += inkAt(raster, x, y) * height * (Math.min(x + 1, left + side) - Math.max(x, left))
    }
  }
  return sum / (side * side)
}

/**
 * Correlation of two pictures, 1 for the same, about 0.2 for strangers. Each is blurred a little and shifted by up to one
 * square, so that weight and the exact place of thin strokes matter less than shape.
 */
export function likeness(a: GlyphPicture, b: GlyphPicture): number {
  const left = prepared(a)
  const right = prepared(b)
  let best = -1
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      let sum = 0
      for (let y = 1; y < SIDE - 1; y++) {
        for (let x = 1; x < SIDE - 1; x++) {
          sum += (left[y * SIDE + x] as number) * (right[(y + dy) * SIDE + x + dx] as number)
        }
      }
      best = Math.max(best, sum)
    }
  }
  return best
}

const PREPARED = new WeakMap<GlyphPicture, Float32Array>()

function prepared(picture: GlyphPicture): Float32Array {
  const known = PREPARED.get(picture)
  if (known) return known
  const soft = blurred(blurred(picture.ink))
  const mean = soft.reduce((sum, value) => sum + value, 0) / soft.length
  let length = 0
  for (const value of soft) length += (value - mean) ** 2
  const norm = Math.sqrt(length) || 1
  const result = soft.map((value) => (value - mean) / norm)
  PREPARED.set(picture, result)
  return result
}

function blurred(ink: Float32Array): Float32Array {
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : (ink[y * SIDE + x] as number))
  return ink.map((_, index) => {
    const x = index % SIDE
    const y = Math.floor(index / SIDE)
    let sum = 0
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += at(x + dx, y + dy) * (2 - Math.abs(dx)) * (2 - Math.abs(dy))
    return sum / 16
  })
}

/** Whether the picture is an empty or crossed frame, as fonts draw for a character that they lack. */
export function isFrame(picture: GlyphPicture): boolean {
  const at = (x: number, y: number) => picture.ink[y * SIDE + x] as number
  const columns = Array.from({ length: SIDE }, (_, x) => x)
  const inkedColumns = columns.filter((x) => columns.some((y) => at(x, y) > 0.3))
  const inkedRows = columns.filter((y) => columns.some((x) => at(x, y) > 0.3))
  const left = inkedColumns[0]
  const right = inkedColumns.at(-1)
  const top = inkedRows[0]
  const bottom = inkedRows.at(-1)
  if (left === undefined || right === undefined || top === undefined || bottom === undefined) return false
  const isSolid = (line: number[]) => line.every((ink) => ink > 0.25)
  const rows = inkedRows.slice(1, -1)
  const inner = inkedColumns.slice(1, -1)
  const isFramed = isSolid(rows.map((y) => at(left, y))) && isSolid(rows.map((y) => at(right, y)))
  const isClosed = isSolid(inner.map((x) => at(x, top))) && isSolid(inner.map((x) => at(x, bottom)))
  if (!isFramed || !isClosed) return false
  const middle = rows.slice(4, -4).flatMap((y) => inner.slice(4, -4).map((x) => at(x, y)))
  return middle.length > 0 && middle.filter((ink) => ink > 0.3).length / middle.length < 0.05
}
