import { readAdvances, readCharacterMap, readTables, requireTable, viewOf } from './sfnt.js'
import type { SfntTables } from './sfnt.js'
import { writeSfnt } from './write_sfnt.js'

const ARGS_ARE_WORDS = 0x0001
const HAS_SCALE = 0x0008
const MORE_COMPONENTS = 0x0020
const HAS_TWO_SCALES = 0x0040
const HAS_MATRIX = 0x0080
const HAS_INSTRUCTIONS = 0x0100

interface Slice {
  tables: SfntTables
  glyf: Uint8Array
  offsets: Uint32Array
  advances: Uint16Array
  bearings: (glyph: number) => number
}

interface MergedGlyphs {
  outlines: Uint8Array[]
  advances: number[]
  bearings: number[]
}

/**
 * One TrueType font out of the WOFF slices in which web font packages deliver a Chinese face.
 *
 * Outlines are copied, hinting and layout tables (GSUB, GPOS, vertical metrics) are left out: horizontal printing of
 * Chinese and Latin text needs none of them. The first slice that has a character gives it. Same slices, same bytes.
 */
export function mergeSlices(files: Uint8Array[]): Uint8Array {
  const slices = files.map(openSlice)
  const first = slices[0]
  if (!first) throw new Error('no slices to merge')
  const merged: MergedGlyphs = { outlines: [], advances: [], bearings: [] }
  const characters = new Map<number, number>()
  copyGlyph(first, 0, new Map(), merged)
  for (const slice of slices) {
    const moved = new Map<number, number>([[0, 0]])
    for (const [code, glyph] of readCharacterMap(requireTable(slice.tables, 'cmap'))) {
      if (!characters.has(code)) characters.set(code, copyGlyph(slice, glyph, moved, merged))
    }
  }
  return assemble(slices, merged, characters)
}

function openSlice(file: Uint8Array): Slice {
  const tables = readTables(file)
  const glyphCount = viewOf(requireTable(tables, 'maxp')).getUint16(4)
  const isLong = viewOf(requireTable(tables, 'head')).getInt16(50) === 1
  const loca = viewOf(requireTable(tables, 'loca'))
  const offsets = new Uint32Array(glyphCount + 1)
  for (let glyph = 0; glyph <= glyphCount; glyph++) {
    offsets[glyph] = isLong ? loca.getUint32(glyph * 4) : loca.getUint16(glyph * 2) * 2
  }
  const metricCount = viewOf(requireTable(tables, 'hhea')).getUint16(34)
  const metrics = viewOf(requireTable(tables, 'hmtx'))
  const bearings = (glyph: number) =>
    metrics.getInt16(glyph < metricCount ? glyph * 4 + 2 : metricCount * 4 + (glyph - metricCount) * 2)
  return { tables, glyf: requireTable(tables, 'glyf'), offsets, advances: readAdvances(tables), bearings }
}

/** The new number of a glyph, copying its outline (and those it is composed of) on the first call. */
function copyGlyph(slice: Slice, glyph: number, moved: Map<number, number>, merged: MergedGlyphs): number {
  const known = moved.get(glyph)
  if (known !== undefined) return known
  const place = merged.outlines.length
  moved.set(glyph, place)
  merged.advances.push(slice.advances[glyph] ?? 0)
  merged.bearings.push(slice.bearings(glyph))
  merged.outlines.push(new Uint8Array(0))
  const source = slice.glyf.subarray(slice.offsets[glyph], slice.offsets[glyph + 1])
  if (source.length === 0) return place
  const contours = viewOf(source).getInt16(0)
  merged.outlines[place] =
    contours >= 0 ? withoutInstructions(source, contours) : withMovedParts(source, (part) => copyGlyph(slice, part, moved, merged))
  return place
}

function withoutInstructions(outline: Uint8Array, contours: number): Uint8Array {
  const lengthAt = 10 + contours * 2
  const length = viewOf(outline).getUint16(lengthAt)
  const copy = new Uint8Array(outline.length - length)
  copy.set(outline.subarray(0, lengthAt))
  copy.set(outline.subarray(lengthAt + 2 + length), lengthAt + 2)
  return copy
}

function withMovedParts(outline: Uint8Array, move: (glyph: number) => number): Uint8Array {
  const copy = Uint8Array.from(outline)
  const view = viewOf(copy)
  let at = 10
  for (;;) {
    const flags = view.getUint16(at)
    view.setUint16(at, flags & ~HAS_INSTRUCTIONS)
    view.setUint16(at + 2, move(view.getUint16(at + 2)))
    at += 4 + (flags & ARGS_ARE_WORDS ? 4 : 2)
    if (flags & HAS_SCALE) at += 2
    else if (flags & HAS_TWO_SCALES) at += 4
    else if (flags & HAS_MATRIX) at += 8
    if (!(flags & MORE_COMPONENTS)) return copy.subarray(0, at)
  }
}

function assemble(slices: Slice[], merged: MergedGlyphs, characters: Map<number, number>): Uint8Array {
  const glyphCount = merged.outlines.length
  if (glyphCount > 0xffff) throw new RangeError(`merged font has ${glyphCount} glyphs, a font can hold 65535`)
  const first = slices[0] as Slice
  const head = Uint8Array.from(requireTable(first.tables, 'head'))
  viewOf(head).setInt16(50, 1)
  widenBox(head, slices)
  const hhea = Uint8Array.from(requireTable(first.tables, 'hhea'))
  viewOf(hhea).setUint16(34, glyphCount)
  const post = Uint8Array.from(requireTable(first.tables, 'post').subarray(0, 32))
  viewOf(post).setUint32(0, 0x00030000)
  return writeSfnt(
    new Map<string, Uint8Array>([
      ['OS/2', requireTable(first.tables, 'OS/2')],
      ['cmap', writeCharacterMap(characters)],
      ['glyf', concatenate(merged.outlines)],
      ['head', head],
      ['hhea', hhea],
      ['hmtx', writeMetrics(merged)],
      ['loca', writeOffsets(merged.outlines)],
      ['maxp', greatestLimits(slices, glyphCount)],
      ['name', requireTable(first.tables, 'name')],
      ['post', post],
    ]),
  )
}

function widenBox(head: Uint8Array, slices: Slice[]): void {
  const view = viewOf(head)
  for (const slice of slices) {
    const other = viewOf(requireTable(slice.tables, 'head'))
    for (const at of [36, 38]) view.setInt16(at, Math.min(view.getInt16(at), other.getInt16(at)))
    for (const at of [40, 42]) view.setInt16(at, Math.max(view.getInt16(at), other.getInt16(at)))
  }
}

/** `maxp` that holds for all slices; the numbers about instructions are zero, since none are left. */
function greatestLimits(slices: Slice[], glyphCount: number): Uint8Array {
  const maxp = new Uint8Array(32)
  const view = viewOf(maxp)
  view.setUint32(0, 0x00010000)
  view.setUint16(4, glyphCount)
  for (const at of [6, 8, 10, 12, 28, 30]) {
    const greatest = Math.max(...slices.map((slice) => viewOf(requireTable(slice.tables, 'maxp')).getUint16(at)))
    view.setUint16(at, greatest)
  }
  view.setUint16(14, 1)
  return maxp
}

function writeMetrics(merged: MergedGlyphs): Uint8Array {
  const table = new Uint8Array(merged.advances.length * 4)
  const view = viewOf(table)
  merged.advances.forEach((advance, glyph) => {
    view.setUint16(glyph * 4, advance)
    view.setInt16(glyph * 4 + 2, merged.bearings[glyph] ?? 0)
  })
  return table
}

function padded(length: number): number {
  return (length + 3) & ~3
}

function concatenate(outlines: Uint8Array[]): Uint8Array {
  const table = new Uint8Array(outlines.reduce((sum, outline) => sum + padded(outline.length), 0))
  let at = 0
  for (const outline of outlines) {
    table.set(outline, at)
    at += padded(outline.length)
  }
  return table
}

function writeOffsets(outlines: Uint8Array[]): Uint8Array {
  const table = new Uint8Array((outlines.length + 1) * 4)
  const view = viewOf(table)
  let at = 0
  outlines.forEach((outline, glyph) => {
    view.setUint32(glyph * 4, at)
    at += padded(outline.length)
  })
  view.setUint32(outlines.length * 4, at)
  return table
}

/** A `cmap` with one format 12 sub-table (Windows, full Unicode). */
function writeCharacterMap(characters: Map<number, number>): Uint8Array {
  const groups: { first: number; last: number; glyph: number }[] = []
  for (const [code, glyph] of [...characters].sort(([a], [b]) => a - b)) {
    const open = groups.at(-1)
    if (open && code === open.last + 1 && glyph === open.glyph + code - open.first) open.last = code
    else groups.push({ first: code, last: code, glyph })
  }
  const table = new Uint8Array(12 + 16 + groups.length * 12)
  const view = viewOf(table)
  view.setUint16(2, 1)
  view.setUint16(4, 3)
  view.setUint16(6, 10)
  view.setUint32(8, 12)
  view.setUint16(12, 12)
  view.setUint32(16, 16 + groups.length * 12)
  view.setUint32(24, groups.length)
  groups.forEach((group, index) => {
    view.setUint32(28 + index * 12, group.first)
    view.setUint32(32 + index * 12, group.last)
    view.setUint32(36 + index * 12, group.glyph)
  })
  return table
}
