import { cutHanzi, isFrame, likeness } from './glyph_pictures.js'
import type { GlyphPicture } from './glyph_pictures.js'
import { rasterise, readFonts, readInfo, readText, readWords } from './poppler.js'
import type { Raster, Word, WordPage } from './poppler.js'
import { drawReferences } from './reference_pictures.js'

/** What a reader who knows the case, but not the program, expects of the print. */
export interface Expectation {
  /** Each has to be readable; blanks and line ends do not count. */
  texts: string[]
  /** 文书编号, which has to be the only one of its kind. */
  number?: string
  watermark?: string
}

export type FindingCode =
  | 'UNREADABLE'
  | 'PAGE_SIZE'
  | 'PAGE_NUMBERS'
  | 'FONT_NOT_EMBEDDED'
  | 'FONT_WITHOUT_UNICODE'
  | 'TEXT_MISSING'
  | 'NUMBER_WRONG'
  | 'OUTSIDE_MARGIN'
  | 'CUT_BY_EDGE'
  | 'OVERLAP'
  | 'INVISIBLE_TEXT'
  | 'EMPTY_PAGE'
  | 'MISSING_GLYPH_BOX'
  | 'WATERMARK_MISSING'
  | 'PICTURE_DIFFERS'

export interface Finding {
  code: FindingCode
  page?: number
  detail: string
}

const A4 = { width: 595.28, height: 841.89 }
/** Nothing but the watermark may come nearer to the edge of the paper: printers can't print there. */
const LEAST_MARGIN = 28
const DOTS_PER_INCH = 120

/** Everything wrong with the file that can be seen without knowing how it was made. */
export function checkPdf(file: string, expected: Expectation): Finding[] {
  const info = readInfo(file)
  if ('complaint' in info) return [{ code: 'UNREADABLE', detail: info.complaint }]
  const pages = readWords(file)
  const rasters = rasterise(file, DOTS_PER_INCH)
  const texts = readText(file)
  return [
    ...checkFonts(file),
    ...checkTexts(texts, expected),
    ...checkPageNumbers(texts),
    ...pages.flatMap((page, index) => checkPage(page, rasters[index] as Raster, index + 1, expected)),
    ...(expected.watermark ? checkWatermark(texts, rasters, expected.watermark) : []),
  ]
}

function squeezed(text: string): string {
  return text.replace(/\s/gu, '')
}

function checkFonts(file: string): Finding[] {
  const fonts = readFonts(file)
  if (fonts.length === 0) return [{ code: 'FONT_NOT_EMBEDDED', detail: 'no fonts at all' }]
  return fonts.flatMap((font): Finding[] => [
    ...(font.isEmbedded && font.isSubset ? [] : [{ code: 'FONT_NOT_EMBEDDED', detail: font.name } as const]),
    ...(font.hasUnicode ? [] : [{ code: 'FONT_WITHOUT_UNICODE', detail: font.name } as const]),
  ])
}

function checkTexts(pages: string[], expected: Expectation): Finding[] {
  const whole = squeezed(pages.join(''))
  const missing = expected.texts.filter((text) => !whole.includes(squeezed(text)))
  const findings = missing.map((text): Finding => ({ code: 'TEXT_MISSING', detail: text }))
  if (expected.number === undefined) return findings
  const numbers = new Set(whole.match(/\p{Script=Han}{2,8}〔\d{4}〕\d+号/gu) ?? [])
  const isRight = [...numbers].some((number) => number.endsWith(expected.number as string)) && numbers.size === 1
  return isRight ? findings : [...findings, { code: 'NUMBER_WRONG', detail: `found ${[...numbers].join() || 'none'}` }]
}

function checkPageNumbers(pages: string[]): Finding[] {
  return pages.flatMap((text, index): Finding[] => {
    const [, page, total] = /第(\d+)页共(\d+)页/.exec(squeezed(text)) ?? []
    if (Number(page) === index + 1 && Number(total) === pages.length) return []
    return [{ code: 'PAGE_NUMBERS', page: index + 1, detail: `says ${page ?? '?'} of ${total ?? '?'}, is ${index + 1} of ${pages.length}` }]
  })
}

function checkPage(page: WordPage, raster: Raster, number: number, expected: Expectation): Finding[] {
  const findings: Finding[] = []
  const add = (code: FindingCode, detail: string) => findings.push({ code, page: number, detail })
  if (Math.abs(page.width - A4.width) > 1 || Math.abs(page.height - A4.height) > 1) add('PAGE_SIZE', `${page.width} × ${page.height}`)
  const words = page.words.filter((word) => !isOfWatermark(word, expected.watermark))
  if (words.filter((word) => !/^第?\d+页?$|^[第共页]$/.test(word.text)).length === 0) add('EMPTY_PAGE', 'nothing but a page number')
  for (const word of words) {
    const isOutside = word.left < LEAST_MARGIN || word.right > page.width - LEAST_MARGIN
    const isBelow = word.top < LEAST_MARGIN || word.bottom > page.height - LEAST_MARGIN
    if (isOutside || isBelow) add('OUTSIDE_MARGIN', word.text)
    if (darkestIn(raster, word, raster.width / page.width) < 0.35) add('INVISIBLE_TEXT', word.text)
  }
  for (const [one, other] of overlapping(words)) add('OVERLAP', `${one.text} / ${other.text}`)
  if (hasInkAtEdge(raster)) add('CUT_BY_EDGE', 'lines or letters run off the paper')
  const frames = cutHanzi({ ...page, words }, raster).filter(isFrame).filter(({ character }) => !FRAME_LIKE.has(character))
  for (const frame of frames) add('MISSING_GLYPH_BOX', frame.character)
  return findings
}

/** Hanzi that are a frame themselves. */
const FRAME_LIKE = new Set('口囗回日曰目田囚四因国困固')

function isOfWatermark(word: Word, watermark: string | undefined): boolean {
  if (watermark === undefined || !squeezed(watermark).includes(squeezed(word.text))) return false
  // What is set aslant has a box about as high as it is long, and is higher than any line of text.
  return word.bottom - word.top > 18
}

function darkestIn(raster: Raster, word: Word, scale: number): number {
  let darkest = 0
  for (let y = Math.max(0, Math.floor(word.top * scale)); y < Math.min(raster.height, word.bottom * scale); y++) {
    for (let x = Math.max(0, Math.floor(word.left * scale)); x < Math.min(raster.width, word.right * scale); x++) {
      darkest = Math.max(darkest, 1 - (raster.pixels[y * raster.width + x] as number) / 255)
    }
  }
  return darkest
}

/** Pairs of words of which one covers much of the other; marks of punctuation may stand in each other's blank half. */
function overlapping(words: Word[]): [Word, Word][] {
  const pairs: [Word, Word][] = []
  const sorted = words.filter((word) => !/^\p{P}+$/u.test(word.text)).toSorted((a, b) => a.top - b.top)
  sorted.forEach((one, index) => {
    for (const other of sorted.slice(index + 1)) {
      if (other.top >= one.bottom) break
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left)
      const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
      const smaller = Math.min(areaOf(one), areaOf(other))
      if (width > 0 && height > 0 && width * height > smaller * 0.3) pairs.push([one, other])
    }
  })
  return pairs
}

function areaOf(word: Word): number {
  return (word.right - word.left) * (word.bottom - word.top)
}

/** Whether dark ink touches the edge of the paper; a watermark is too light to count. */
function hasInkAtEdge({ width, height, pixels }: Raster): boolean {
  const isDark = (x: number, y: number) => (pixels[y * width + x] as number) < 160
  for (let y = 0; y < height; y++) if (isDark(0, y) || isDark(width - 1, y)) return true
  for (let x = 0; x < width; x++) if (isDark(x, 0) || isDark(x, height - 1)) return true
  return false
}

/** The words of the watermark on each page, and its light ink in the margins, where nothing else is printed. */
function checkWatermark(texts: string[], rasters: Raster[], watermark: string): Finding[] {
  return texts.flatMap((text, index): Finding[] => {
    const times = squeezed(text).split(squeezed(watermark)).length - 1
    const share = lightShareOfMargins(rasters[index] as Raster)
    if (times >= 4 && share > 0.005) return []
    return [{ code: 'WATERMARK_MISSING', page: index + 1, detail: `${times} times in the text, ${(share * 100).toFixed(2)} % of the margins` }]
  })
}

function lightShareOfMargins({ width, height, pixels }: Raster): number {
  const margin = Math.round((LEAST_MARGIN / A4.width) * width)
  let light = 0
  let all = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (x >= margin && x < width - margin && y >= margin && y < height - margin) continue
      const grey = pixels[y * width + x] as number
      all++
      if (grey > 200 && grey < 252) light++
    }
  }
  return light / all
}

/**
 * Whether the hanzi that one sees are those that the text layer claims: each is compared with the same hanzi drawn by Chromium
 * with a font of the system. Needs Chromium and fonts-noto-cjk (`canDrawReferences`).
 */
export async function checkPictures(file: string, watermark?: string): Promise<Finding[]> {
  const rasters = rasterise(file, 200)
  const pages = readWords(file).map((page) => ({ ...page, words: page.words.filter((word) => !isOfWatermark(word, watermark)) }))
  const glyphs = pages.map((page, index) => cutHanzi(page, rasters[index] as Raster))
  const characters = [...new Set(glyphs.flat().map((glyph) => glyph.character))]
  if (characters.length === 0) return []
  const references = await drawReferences(characters, ['Noto Serif CJK SC', 'Noto Sans CJK SC'])
  return glyphs.flatMap((onPage, index) =>
    onPage
      .filter((glyph) => bestLikeness(glyph, references) < LEAST_LIKENESS)
      .map((glyph): Finding => ({ code: 'PICTURE_DIFFERS', page: index + 1, detail: glyph.character })),
  )
}

/** Measured over GB 2312: a hanzi in another Song or Hei face is 0.58 or more, a stranger 0.48 on average. */
const LEAST_LIKENESS = 0.5

function bestLikeness(glyph: GlyphPicture, references: Map<string, GlyphPicture>[]): number {
  return Math.max(...references.map((reference) => likeness(glyph, reference.get(glyph.character) as GlyphPicture)))
}
