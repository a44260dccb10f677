import { inflateSync } from 'node:zlib'

/** The tables of one font by their four-letter tag (OpenType 1.9, "Organization of an OpenType font"). */
export type SfntTables = Map<string, Uint8Array>

const TTC = 0x74746366
const WOFF = 0x774f4646
const WOFF2 = 0x774f4632
const SFNT_VERSIONS = new Set([0x00010000, 0x4f54544f, 0x74727565])

/** A view on table bytes for reading big-endian numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** How many fonts a file holds: one, or the number of faces of a collection (.ttc). */
export function countFaces(file: Uint8Array): number {
  const view = viewOf(file)
  return view.getUint32(0) === TTC ? view.getUint32(8) : 1
}

/**
 * The tables of a TrueType, OpenType, collection or WOFF file.
 * @throws RangeError or Error when the bytes are no font; WOFF2 is refused, since subsets cut from it print as blots.
 */
export function readTables(file: Uint8Array, faceIndex = 0): SfntTables {
  const view = viewOf(file)
  const signature = view.getUint32(0)
  if (signature === WOFF2) throw new Error('WOFF2 is not supported')
  if (signature === WOFF) return readWoff(file, view)
  const start = signature === TTC ? view.getUint32(12 + 4 * faceIndex) : 0
  if (!SFNT_VERSIONS.has(view.getUint32(start))) throw new Error('not a font file')
  const tables: SfntTables = new Map()
  const count = view.getUint16(start + 4)
  for (let index = 0; index < count; index++) {
    const entry = start + 12 + index * 16
    const offset = view.getUint32(entry + 8)
    const length = view.getUint32(entry + 12)
    if (offset + length > file.length) throw new RangeError('font table outside the file')
    tables.set(tagAt(file, entry), file.subarray(offset, offset + length))
  }
  return tables
}

function readWoff(file: Uint8Array, view: DataView): SfntTables {
  const tables: SfntTables = new Map()
  const count = view.getUint16(12)
  for (let index = 0; index < count; index++) {
    const entry = 44 + index * 20
    const offset = view.getUint32(entry + 4)
    const packedLength = view.getUint32(entry + 8)
    const length = view.getUint32(entry + 12)
    const packed = file.subarray(offset, offset + packedLength)
    tables.set(tagAt(file, entry), packedLength < length ? inflateSync(packed) : packed)
  }
  return tables
}

function tagAt(file: Uint8Array, offset: number): string {
  return String.fromCharCode(...file.subarray(offset, offset + 4))
}

/** The table of that tag. @throws Error naming the tag when the font has none. */
export function requireTable(tables: SfntTables, tag: string): Uint8Array {
  const table = tables.get(tag)
  if (!table) throw new Error(`font without ${tag} table`)
  return table
}

/** Code points and their glyphs, from the widest Unicode sub-table of `cmap` (formats 4 and 12). */
export function readCharacterMap(cmap: Uint8Array): Map<number, number> {
  const view = viewOf(cmap)
  const offsets: { format: number; offset: number }[] = []
  for (let index = 0; index < view.getUint16(2); index++) {
    const entry = 4 + index * 8
    const platform = view.getUint16(entry)
    const encoding = view.getUint16(entry + 2)
    const isUnicode = platform === 0 || (platform === 3 && (encoding === 1 || encoding === 10))
    if (!isUnicode) continue
    const offset = view.getUint32(entry + 4)
    offsets.push({ format: view.getUint16(offset), offset })
  }
  const wide = offsets.find(({ format }) => format === 12)
  if (wide) return readFormat12(view, wide.offset)
  const basic = offsets.find(({ format }) => format === 4)
  if (basic) return readFormat4(view, basic.offset)
  throw new Error('font without a Unicode character map')
}

function readFormat12(view: DataView, start: number): Map<number, number> {
  const glyphs = new Map<number, number>()
  const groups = view.getUint32(start + 12)
  for (let index = 0; index < groups; index++) {
    const entry = start + 16 + index * 12
    const first = view.getUint32(entry)
    const last = Math.min(view.getUint32(entry + 4), 0x10ffff)
    const glyph = view.getUint32(entry + 8)
    for (let code = first; code <= last; code++) if (glyph + code - first !== 0) glyphs.set(code, glyph + code - first)
  }
  return glyphs
}

function readFormat4(view: DataView, start: number): Map<number, number> {
  const glyphs = new Map<number, number>()
  const segments = view.getUint16(start + 6) / 2
  const ends = start + 14
  const starts = ends + segments * 2 + 2
  const deltas = starts + segments * 2
  const ranges = deltas + segments * 2
  for (let segment = 0; segment < segments; segment++) {
    const last = view.getUint16(ends + segment * 2)
    const first = view.getUint16(starts + segment * 2)
    const delta = view.getUint16(deltas + segment * 2)
    const range = view.getUint16(ranges + segment * 2)
    for (let code = first; code <= last && code < 0xffff; code++) {
      const raw = range === 0 ? code : view.getUint16(ranges + segment * 2 + range + (code - first) * 2)
      const glyph = raw === 0 ? 0 : (raw + delta) & 0xffff
      if (glyph !== 0) glyphs.set(code, glyph)
    }
  }
  return glyphs
}

/** Advance width of each glyph in font units. */
export function readAdvances(tables: SfntTables): Uint16Array {
  const glyphCount = viewOf(requireTable(tables, 'maxp')).getUint16(4)
  const metricCount = viewOf(requireTable(tables, 'hhea')).getUint16(34)
  const metrics = viewOf(requireTable(tables, 'hmtx'))
  const advances = new Uint16Array(glyphCount)
  for (let glyph = 0; glyph < glyphCount; glyph++) {
    advances[glyph] = metrics.getUint16(Math.min(glyph, metricCount - 1) * 4)
  }
  return advances
}

/** Entry of the `name` table in its Unicode form: 6 is the PostScript name, 4 the full name. */
export function readName(tables: SfntTables, nameId: number): string | undefined {
  const table = requireTable(tables, 'name')
  const view = viewOf(table)
  const strings = view.getUint16(4)
  for (let index = 0; index < view.getUint16(2); index++) {
    const entry = 6 + index * 12
    const platform = view.getUint16(entry)
    if (view.getUint16(entry + 6) !== nameId || (platform !== 0 && platform !== 3)) continue
    const start = strings + view.getUint16(entry + 10)
    const raw = table.subarray(start, start + view.getUint16(entry + 8))
    return new TextDecoder('utf-16be').decode(raw)
  }
  return undefined
}
