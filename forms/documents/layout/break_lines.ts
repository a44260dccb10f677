import type { Alignment, FaceStyle } from '../blocks.js'
import { classOf, isFullWidthClose, isWordJoint, mayBreakBetween, squeezeFactor } from './break_rules.js'
import { cleanText } from './clean_text.js'
import type { FontMetrics, PlacedGlyph } from './font_metrics.js'

/** A stretch of a line in one face, size and spacing; `x` counts from the line's left edge. */
export interface Run {
  x: number
  text: string
  face: string
  size: number
  /** Extra space after each character. */
  spacing: number
  width: number
  underline: boolean
}

export interface Line {
  runs: Run[]
  width: number
}

export interface TextStyle {
  face: FaceStyle
  size: number
  align: Alignment
  /** Indent of the first line in characters of `size`. */
  indent: number
}

export interface StyledText {
  text: string
  face?: FaceStyle
  underline?: boolean
}

/** One character (with its combining marks), measured. */
interface Unit {
  text: string
  face: string
  size: number
  /** Width of the glyph as the face has it. */
  advance: number
  /** Width it takes in the line: less where marks stand close. */
  width: number
  underline: boolean
}

/** Beyond this share of the type size, space between characters looks worse than a ragged edge. */
const WIDEST_GAP = 0.35
/** Signs of forms that most Chinese faces lack, and what a clerk would write in their place. */
const SUBSTITUTES: Record<string, string> = { '☐': '□', '☑': '√', '✓': '√', '✔': '√', '☒': '×', '✗': '×', '✘': '×', '•': '·' }
/** How large 〔U+1F600〕 is printed in relation to its neighbours. */
const MISSING_SIZE = 0.6

/** The lines of a paragraph `width` points wide. Characters that no face has are added to `missing`. */
export function breakLines(
  texts: StyledText[],
  style: TextStyle,
  width: number,
  metrics: FontMetrics,
  missing: Set<string>,
): Line[] {
  const lines: Line[] = []
  let indent = style.indent * style.size
  for (const units of measureParagraphs(texts, style, metrics, missing)) {
    let start = 0
    do {
      const end = endOfLine(units, start, width - indent)
      const isLast = end >= units.length
      lines.push(placeLine(units.slice(start, end), style.align, indent, width, isLast))
      start = end
      while (start < units.length && units[start]?.text === ' ') start++
      indent = 0
    } while (start < units.length)
    indent = style.indent * style.size
  }
  return lines
}

/** Measured characters, one list for each forced line. */
function measureParagraphs(texts: StyledText[], style: TextStyle, metrics: FontMetrics, missing: Set<string>): Unit[][] {
  const paragraphs: Unit[][] = [[]]
  for (const span of texts) {
    const face = span.face ?? style.face
    for (const character of cleanText(span.text)) {
      if (character === '\n') paragraphs.push([])
      else addUnit(paragraphs.at(-1) as Unit[], character, face, span.underline === true, style.size, metrics, missing)
    }
  }
  paragraphs.forEach(squeeze)
  return paragraphs
}

function addUnit(
  units: Unit[],
  character: string,
  style: FaceStyle,
  underline: boolean,
  size: number,
  metrics: FontMetrics,
  missing: Set<string>,
): void {
  for (const drawn of [character, SUBSTITUTES[character]]) {
    const glyph = drawn === undefined ? undefined : metrics.find(style, drawn.codePointAt(0) as number)
    if (glyph) return void units.push(unitOf(drawn as string, glyph, size, underline))
  }
  if (classOf(character) === 'joined') return
  missing.add(character)
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')
  for (const letter of `〔U+${code}〕`) {
    const letterGlyph = metrics.find('hei', letter.codePointAt(0) as number)
    if (!letterGlyph) continue
    units.push(unitOf(letter, letterGlyph, size * MISSING_SIZE, underline))
  }
}

function unitOf(text: string, glyph: PlacedGlyph, size: number, underline: boolean): Unit {
  const advance = glyph.advance * size
  return { text, face: glyph.face, size, advance, width: advance, underline }
}

function squeeze(units: Unit[]): void {
  units.forEach((unit, index) => {
    const isFullWidth = unit.advance > unit.size * 0.9
    if (isFullWidth) unit.width *= squeezeFactor(unit.text, units[index + 1]?.text)
  })
}

/** The right half of a closing mark, which may hang over the edge: there is no ink in it. */
function blankHalf(unit: Unit): number {
  return isFullWidthClose(unit.text) && unit.width > unit.size * 0.9 ? unit.size / 2 : 0
}

/** Index after the last unit that stands on the line beginning at `start`; always beyond `start` unless nothing is left. */
function endOfLine(units: Unit[], start: number, width: number): number {
  let used = 0
  let overflow = start
  while (overflow < units.length) {
    const unit = units[overflow] as Unit
    const isTrailingSpace = unit.text === ' '
    if (used + unit.width - blankHalf(unit) > width + 0.01 && !isTrailingSpace && overflow > start) break
    used += unit.width
    overflow++
  }
  if (overflow >= units.length) return units.length
  for (let end = overflow; end > start; end--) {
    if (mayBreakBetween((units[end - 1] as Unit).text, (units[end] as Unit).text)) return end
  }
  for (let end = overflow; end > start + (overflow - start) / 2; end--) {
    if (isWordJoint((units[end - 1] as Unit).text)) return end
  }
  return overflow
}

function placeLine(units: Unit[], align: Alignment, indent: number, width: number, isLast: boolean): Line {
  while (units.at(-1)?.text === ' ') units.pop()
  const natural = units.reduce((sum, unit) => sum + unit.width, 0)
  const last = units.at(-1)
  const hanging = last && natural > width - indent + 0.01 ? blankHalf(last) : 0
  const slack = width - indent - natural + hanging
  const gap = align === 'justify' && !isLast ? gapOf(units, slack) : 0
  let x = indent
  if (align === 'center') x += slack / 2
  if (align === 'right') x += slack
  const runs: OpenRun[] = []
  units.forEach((unit, index) => {
    const next = units[index + 1]
    const width = unit.width + (next && isStretchable(unit.text, next.text) ? gap : 0)
    addToRuns(runs, unit, x, width - unit.advance)
    x += width
  })
  return { runs: runs.map(closeRun), width: x - hanging }
}

/** Space added at each stretchable place so that the line fills the width; 0 when it would look worse than a ragged edge. */
function gapOf(units: Unit[], slack: number): number {
  let places = 0
  for (let index = 0; index + 1 < units.length; index++) {
    if (isStretchable((units[index] as Unit).text, (units[index + 1] as Unit).text)) places++
  }
  if (places === 0 || slack <= 0) return 0
  const gap = slack / places
  return gap > (units[0] as Unit).size * WIDEST_GAP ? 0 : gap
}

function isStretchable(before: string, after: string): boolean {
  return !(classOf(before) === 'word' && classOf(after) === 'word') && classOf(after) !== 'joined'
}

/** A run that may still grow: `after` is the space behind its last character, which becomes the spacing of the run. */
interface OpenRun {
  x: number
  units: Unit[]
  spacing: number
  after: number
}

/** Adds the unit to the last run when it continues it in the same face and rhythm, else opens a new one. */
function addToRuns(runs: OpenRun[], unit: Unit, x: number, after: number): void {
  const open = runs.at(-1)
  const first = open?.units[0]
  const isSameStyle =
    first !== undefined && first.face === unit.face && first.size === unit.size && first.underline === unit.underline
  if (open && isSameStyle && (open.units.length === 1 || Math.abs(open.after - open.spacing) < 1e-6)) {
    open.spacing = open.after
    open.after = after
    open.units.push(unit)
    return
  }
  runs.push({ x, units: [unit], spacing: 0, after })
}

function closeRun({ x, units, spacing }: OpenRun): Run {
  const first = units[0] as Unit
  const width = units.reduce((sum, unit) => sum + unit.advance, 0) + spacing * (units.length - 1)
  const text = units.map((unit) => unit.text).join('')
  return { x, text, face: first.face, size: first.size, spacing, width, underline: first.underline }
}
